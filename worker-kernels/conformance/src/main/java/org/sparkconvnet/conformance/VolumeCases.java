package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Layers over clips (N, C, D, H, W), of odd shapes: depth 1, strides that divide not, groups. */
final class VolumeCases {
  private static final Window ONE = Window.of(1, 1, 1);
  private static final Window THREE = Window.of(3, 3, 3).withPadding(1);
  private static final Window HALVES = Window.of(2, 2, 2).withStride(2);
  private static final Window OVERLAPPING = THREE.withStride(2);

  private VolumeCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(convolutions(), odd(), grouped(), poolings(), elementwise(), joined())
        .flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> convolutions() {
    return Stream.of(
        alone("3D convolution alone", Shape.of(3, 4, 5, 6), 4, THREE, 2),
        alone("3D convolution alone on one channel", Shape.of(1, 3, 5, 4), 1, THREE, 1),
        behind("3D convolution 17 to 20", 17, 2, 4, 3, convolution(20, THREE), 1),
        behind("3D convolution 1x1x1", 17, 2, 3, 4, convolution(16, ONE), 2),
        behind("3D convolution 16 to 16", 16, 3, 4, 4, convolution(16, THREE), 2),
        behind(
            "3D convolution without bias",
            3,
            3,
            4,
            4,
            new Layer.Convolution(5, THREE, 1, false, he()),
            2));
  }

  private static Stream<ConformanceCase> odd() {
    Window inTime = Window.of(3, 1, 1).withPadding(1, 0, 0);
    Window inSpace = Window.of(1, 3, 3).withPadding(0, 1, 1);
    Window stem = Window.of(3, 5, 5).withStride(1, 2, 2).withPadding(1, 2, 2);
    return Stream.of(
        behind("clips of depth 1", 3, 1, 5, 4, convolution(4, THREE), 2),
        behind("clips of one position", 20, 1, 1, 1, convolution(17, THREE), 2),
        behind("3D stride 2 that divides not", 3, 4, 7, 6, convolution(4, three(2, 0)), 2),
        behind("3D strides 1x2x3", 3, 4, 6, 8, convolution(4, THREE.withStride(1, 2, 3)), 2),
        behind("stem 3x5x5, strides 1x2x2", 3, 4, 7, 8, convolution(8, stem), 2),
        behind("in time alone", 3, 5, 3, 2, convolution(4, inTime), 2),
        behind("in space alone", 3, 3, 5, 4, convolution(4, inSpace), 2),
        behind("3D padding 2 of 3x3x3", 2, 3, 3, 4, convolution(3, three(1, 2)), 1),
        behind("3D dilation 1x2x2", 2, 3, 6, 5, convolution(3, dilated(1, 2, 2)), 2),
        behind("3D dilation 2x1x3, stride 2", 2, 5, 4, 8, convolution(3, strided()), 2),
        behind("kernel of the clip's size", 3, 3, 4, 5, convolution(6, Window.of(3, 4, 5)), 2));
  }

  private static Stream<ConformanceCase> grouped() {
    return Stream.of(
        behind("3D 2 groups", 6, 3, 4, 3, new Layer.Convolution(4, THREE, 2, true, he()), 2),
        behind("3D 2 groups of 17", 34, 2, 3, 2, new Layer.Convolution(6, THREE, 2, true, he()), 1),
        behind("3D depthwise", 16, 3, 4, 4, new Layer.Convolution(16, THREE, 16, true, he()), 2),
        behind(
            "3D depthwise, stride 2, no bias",
            17,
            3,
            5,
            4,
            new Layer.Convolution(17, three(2, 1), 17, false, he()),
            2));
  }

  private static Stream<ConformanceCase> poolings() {
    Window inSpace = Window.of(1, 2, 2).withStride(1, 2, 2);
    Window uneven = Window.of(2, 3, 2).withStride(2, 1, 3).withPadding(1, 1, 0);
    return Stream.of(
            bothKinds("2x2x2", 3, 4, 6, 4, HALVES, 2),
            bothKinds("2x2x2 that divides not", 17, 3, 5, 5, HALVES, 1),
            bothKinds("3x3x3 stride 2 padding 1", 4, 5, 6, 5, OVERLAPPING, 2),
            bothKinds("1x2x2", 16, 3, 4, 6, inSpace, 2),
            bothKinds("2x3x2 strides 2x1x3", 3, 4, 4, 6, uneven, 2),
            bothKinds("3D of the whole clip", 5, 2, 3, 4, Window.of(2, 3, 4), 2),
            Stream.of(
                flat(stem("3D max pooling of relu", 6, 4, 4, 5).relu("r").maxPooling("p", HALVES)),
                flat(
                    stem("3D overlapping max of tanh", 4, 4, 5, 5)
                        .activation("t", Activation.of(Activation.Function.TANH))
                        .maxPooling("p", OVERLAPPING)),
                ConformanceCase.of(
                    stem("3D global average", 17, 2, 3, 4)
                        .globalAveragePooling("g")
                        .dense("d", 4)
                        .softmaxCrossEntropy("loss")
                        .build(),
                    3)))
        .flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> elementwise() {
    return Stream.of(
        flat(stem("3D relu", 5, 3, 4, 2).relu("r")),
        flat(
            stem("3D leaky relu", 5, 2, 3, 4)
                .activation("a", Activation.of(Activation.Function.LEAKY_RELU))),
        flat(stem("3D maxout", 6, 2, 3, 3).maxout("m", 3)),
        flat(stem("3D radial basis", 4, 2, 3, 3).radialBasis("r", 1.5)),
        flat(stem("3D dropout", 5, 2, 3, 4).dropout("o", 0.4)),
        flat(stem("3D spatial dropout", 17, 2, 3, 4).spatialDropout("o", 0.4)),
        flat(stem("3D normalisation", 17, 2, 4, 3).batchNormalization("n")),
        flat(
            stem("3D normalisation, relu, pooling", 4, 4, 4, 4)
                .batchNormalization("n")
                .relu("r")
                .maxPooling("p", HALVES)),
        flat(stem("3D group norm", 6, 2, 3, 4).groupNormalization("n", 2)),
        flat(stem("3D layer norm", 5, 2, 3, 3).layerNormalization("n")),
        flat(
            stem("3D local response", 8, 2, 3, 3)
                .localResponseNormalization("n", 5, 0.7, 0.75, 1.5)),
        ConformanceCase.of(
            stem("dense on clips", 5, 2, 4, 3).dense("d", 6).softmaxCrossEntropy("loss").build(),
            3));
  }

  private static Stream<ConformanceCase> joined() {
    return Stream.of(
        flat(
            stem("3D sum, relu", 5, 3, 4, 4)
                .convolution("b", 5, THREE)
                .add("sum", "stem", "b")
                .relu("r")),
        flat(
            stem("3D concatenation of uneven parts", 5, 3, 4, 3)
                .convolution("b", 17, THREE)
                .from("stem")
                .convolution("c", 1, ONE)
                .concatenation("stack", "b", "c", "stem")
                .convolution("d", 3, ONE)),
        ConformanceCase.of(residual(), 3));
  }

  /** A residual block in space and time, and one of stride 2. */
  static Network residual() {
    NetworkBuilder builder = Network.builder("residual network over clips", Shape.of(3, 4, 8, 8));
    builder
        .convolutionWithoutBias(
            "stem", 6, Window.of(3, 5, 5).withStride(1, 2, 2).withPadding(1, 2, 2))
        .batchNormalization("stem.norm")
        .relu("stem.relu")
        .convolutionWithoutBias("a", 6, THREE)
        .batchNormalization("a.norm")
        .add("sum", "a.norm", "stem.relu")
        .relu("sum.relu")
        .convolutionWithoutBias("b", 10, THREE.withStride(2))
        .batchNormalization("b.norm");
    builder
        .from("sum.relu")
        .convolutionWithoutBias("shortcut", 10, ONE.withStride(2))
        .batchNormalization("shortcut.norm");
    return builder
        .add("again", "b.norm", "shortcut.norm")
        .relu("again.relu")
        .globalAveragePooling("average")
        .dropout("drop", 0.25)
        .dense("classifier", 8)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static Stream<ConformanceCase> bothKinds(
      String name, int channels, int depth, int height, int width, Window window, int batch) {
    return Stream.of(Layer.Pooling.Kind.values())
        .map(
            kind ->
                logits(
                    stem(
                            kind.name().toLowerCase() + " pooling " + name,
                            channels,
                            depth,
                            height,
                            width)
                        .layer("p", new Layer.Pooling(kind, window)),
                    batch));
  }

  /** The convolution's output are the logits. */
  private static ConformanceCase alone(
      String name, Shape input, int filters, Window window, int batch) {
    return logits(Network.builder(name, input).convolution("c", filters, window), batch);
  }

  /** A 1x1x1 convolution that keeps the shape, the one in question, its output as logits. */
  private static ConformanceCase behind(
      String name, int channels, int depth, int height, int width, Layer layer, int batch) {
    return logits(
        Network.builder(name, Shape.of(channels, depth, height, width))
            .convolution("stem", channels, ONE)
            .layer("c", layer),
        batch);
  }

  private static NetworkBuilder stem(String name, int channels, int depth, int height, int width) {
    return Network.builder(name, Shape.of(3, depth, height, width))
        .convolution("stem", channels, THREE);
  }

  private static ConformanceCase flat(NetworkBuilder builder) {
    return logits(builder, 2);
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }

  private static Layer convolution(int filters, Window window) {
    return new Layer.Convolution(filters, window, 1, true, he());
  }

  private static Initializer he() {
    return new Initializer.He();
  }

  private static Window three(int stride, int padding) {
    return Window.of(3, 3, 3).withStride(stride).withPadding(padding);
  }

  private static Window dilated(int... dilation) {
    return Window.of(3, 3, 3).withDilation(dilation).withPadding(dilation);
  }

  private static Window strided() {
    return Window.of(2, 2, 2).withDilation(2, 1, 3).withStride(2);
  }
}
