package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Batch normalisations behind what they fold into, and some that stay. */
final class FoldingCases {
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Initializer HE = new Initializer.He();

  private FoldingCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(convolutions(), dense(), graphs()).flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> convolutions() {
    return Stream.of(
        logits(convolution("fold, no bias", 3, 5, 4, plain(5, THREE, 1, false)), 2),
        logits(
            convolution("fold, bias and relu", 17, 4, 3, plain(20, THREE, 1, true)).relu("r"), 3),
        logits(convolution("fold, 1x1", 20, 3, 5, plain(17, Window.square(1), 1, false)), 1),
        logits(
            convolution(
                    "fold, stride 2, dilation 2",
                    2,
                    9,
                    8,
                    plain(3, Window.square(3).withDilation(2).withStride(2), 1, true))
                .activation("a", Activation.Function.LEAKY_RELU),
            2),
        logits(convolution("fold, 3 groups", 6, 5, 5, plain(9, THREE, 3, true)).relu("r"), 2),
        logits(convolution("fold, depthwise", 17, 4, 7, plain(17, THREE, 17, false)), 2),
        logits(
            convolution("fold, pooled", 3, 7, 6, plain(6, THREE, 1, false))
                .relu("r")
                .maxPooling("p", Window.square(2).withStride(2)),
            2));
  }

  private static Stream<ConformanceCase> dense() {
    return Stream.of(
        logits(start("fold, dense", 7).dense("d", 5).batchNormalization("n"), 3),
        logits(
            start("fold, dense without bias and relu", 3, 2, 3)
                .layer("d", new Layer.Dense(17, false, HE))
                .batchNormalization("n")
                .relu("r")
                .dense("e", 4),
            2));
  }

  private static Stream<ConformanceCase> graphs() {
    return Stream.of(
        logits(residual("fold, residual"), 2),
        logits(
            start("fold, one of two", 3, 4, 4)
                .convolution("c", 6, THREE)
                .batchNormalization("n")
                .relu("r")
                .convolution("twice", 6, THREE)
                .batchNormalization("m")
                .add("sum", "m", "twice"),
            2),
        logits(
            start("fold, the first of two in a row", 3, 4, 5)
                .convolution("c", 5, THREE)
                .batchNormalization("n")
                .batchNormalization("m"),
            2));
  }

  private static NetworkBuilder residual(String name) {
    return start(name, 3, 5, 5)
        .convolutionWithoutBias("c1", 6, THREE)
        .batchNormalization("n1")
        .relu("r1")
        .convolutionWithoutBias("c2", 6, THREE)
        .batchNormalization("n2")
        .relu("r2")
        .convolutionWithoutBias("c3", 6, THREE)
        .batchNormalization("n3")
        .add("sum", "n3", "r1")
        .relu("r3");
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }

  private static NetworkBuilder convolution(
      String name, int channels, int height, int width, Layer.Convolution layer) {
    return start(name, channels, height, width).layer("c", layer).batchNormalization("n");
  }

  private static Layer.Convolution plain(int filters, Window window, int groups, boolean bias) {
    return new Layer.Convolution(filters, window, groups, bias, HE);
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
