package org.sparkconvnet.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** The oracle's gradients against finite differences of its loss, per layer kind and combined. */
class OracleGradientTest {
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Window CUBE = Window.of(3, 3, 3).withPadding(1);

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void agreesWithFiniteDifferences(String name, Network network, int batch) {
    FiniteDifferences.check(network, batch);
  }

  static Stream<Arguments> networks() {
    return Stream.of(layers(), activations(), losses(), combined())
        .flatMap(networks -> networks)
        .map(
            network ->
                Arguments.of(network.name(), network, network.name().contains("single") ? 1 : 3));
  }

  private static Stream<Network> layers() {
    return Stream.of(
            start("dense", 2, 2, 3).dense("d", 4),
            start("dense twice", 5).dense("d", 4).dense("e", 3),
            start("convolution", 2, 5, 4).convolution("a", 2, THREE).convolution("c", 2, THREE),
            start("strided convolution", 2, 6, 5)
                .convolution("a", 2, THREE)
                .convolution("c", 3, Window.square(3).withPadding(2).withStride(2)),
            start("dilated convolution", 1, 6, 5)
                .convolution("a", 2, THREE)
                .convolution("c", 2, Window.square(2).withDilation(2)),
            start("grouped convolution", 4, 3, 3)
                .groupedConvolution("a", 6, THREE, 2)
                .groupedConvolution("c", 6, THREE, 6),
            start("one axis", 2, 7)
                .convolution("a", 2, new Window(List.of(3), List.of(2), List.of(1), List.of(1)))
                .maxPooling("p", new Window(List.of(2), List.of(1), List.of(0), List.of(1))),
            start("max pooling", 1, 6, 5)
                .convolution("a", 2, THREE)
                .maxPooling("p", Window.square(3).withStride(2).withPadding(1)),
            start("average pooling", 1, 5, 6)
                .convolution("a", 2, THREE)
                .averagePooling("p", Window.square(3).withStride(2).withPadding(1)),
            start("global average", 1, 3, 4).convolution("a", 4, THREE).globalAveragePooling("g"),
            start("relu", 4).dense("a", 5).relu("r").dense("d", 3),
            start("dropout", 4).dense("a", 6).dropout("o", 0.4).dense("d", 5).dropout("q", 0.3),
            start("normalisation first", 2, 3, 3).batchNormalization("n"),
            start("normalisation", 2, 3, 2)
                .convolutionWithoutBias("a", 2, THREE)
                .batchNormalization("n"),
            start("normalisation of vectors", 4)
                .dense("a", 3)
                .batchNormalization("n")
                .dense("d", 3),
            start("maxout", 4).dense("a", 6).maxout("m", 3).dense("d", 4).maxout("n", 2),
            start("radial basis", 2, 3, 2)
                .convolution("a", 3, THREE)
                .radialBasis("r", 1.5)
                .dense("d", 3)
                .radialBasis("s", 1),
            start("group norm", 2, 3, 2)
                .convolution("a", 4, THREE)
                .groupNormalization("n", 2)
                .dense("d", 4)
                .layerNormalization("m"),
            start("local response", 2, 2, 3)
                .convolution("a", 5, THREE)
                .localResponseNormalization("n", 3, 0.7, 0.75, 1.5)
                .dense("d", 3),
            start("spatial dropout", 2, 2, 3)
                .convolution("a", 4, THREE)
                .spatialDropout("o", 0.4)
                .dense("d", 3),
            start("3D convolution", 2, 3, 4, 3)
                .convolution("a", 2, CUBE)
                .convolution("c", 2, CUBE.withStride(1, 2, 2)),
            start("grouped 3D convolution", 2, 2, 3, 3)
                .groupedConvolution("a", 4, CUBE, 2)
                .groupedConvolution("c", 4, Window.of(2, 3, 2).withDilation(1, 1, 2), 4),
            start("3D max pooling", 1, 3, 4, 4)
                .convolution("a", 2, CUBE)
                .maxPooling("p", CUBE.withStride(2)),
            start("3D average pooling, normalisation", 1, 3, 4, 4)
                .convolution("a", 2, CUBE)
                .batchNormalization("n")
                .averagePooling("p", Window.of(2, 3, 3).withStride(1, 2, 2).withPadding(0, 1, 1)),
            start("3D global average", 1, 2, 3, 3)
                .convolution("a", 4, CUBE)
                .globalAveragePooling("g"),
            start("single normalisation", 3, 1, 1)
                .convolution("a", 3, THREE)
                .batchNormalization("n"))
        .map(builder -> builder.flatten("logits").softmaxCrossEntropy("loss").build());
  }

  private static Stream<Network> activations() {
    return Stream.of(Activation.Function.values())
        .filter(function -> function != Activation.Function.RELU)
        .flatMap(
            function ->
                Stream.of(Activation.of(function), new Activation(function, other(function))))
        .distinct()
        .map(
            activation ->
                start(activation.toString(), 4)
                    .dense("a", 5)
                    .activation("f", activation)
                    .dense("d", 3)
                    .activation("g", activation)
                    .softmaxCrossEntropy("loss")
                    .build());
  }

  private static double other(Activation.Function function) {
    return function.hasAlpha() ? 0.375 : 0;
  }

  private static Stream<Network> losses() {
    return Stream.of(
            new Layer.SoftmaxCrossEntropy(0.2, List.of()),
            new Layer.SoftmaxCrossEntropy(0, List.of(0.5, 2.0, 3.0)),
            new Layer.SoftmaxCrossEntropy(0.1, List.of(0.5, 2.0, 3.0)),
            new Layer.QuadraticError(),
            new Layer.SigmoidCrossEntropy())
        .map(loss -> start(loss.toString(), 4).dense("d", 3).layer("loss", loss).build());
  }

  private static Stream<Network> combined() {
    return Stream.of(residual(), concatenation(), readTwice());
  }

  private static Network residual() {
    return start("residual", 2, 4, 4)
        .convolution("a", 2, THREE)
        .batchNormalization("an")
        .relu("ar")
        .convolution("b", 3, THREE.withStride(2))
        .batchNormalization("bn")
        .from("ar")
        .convolution("skip", 3, Window.square(1).withStride(2))
        .add("sum", "bn", "skip")
        .relu("out")
        .globalAveragePooling("logits")
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static Network concatenation() {
    return start("concatenation", 2, 4, 4)
        .convolution("a", 1, Window.square(1))
        .from(Network.INPUT)
        .convolution("b", 3, THREE)
        .concatenation("stack", "b", "a", Network.INPUT, "b")
        .maxPooling("p", Window.square(2).withStride(2))
        .dense("d", 3)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static Network readTwice() {
    return start("read twice", 2, 3, 3)
        .convolution("a", 2, THREE)
        .relu("r")
        .convolution("b", 2, THREE)
        .add("sum", "a", "r", "b", "a")
        .layer("loose", new Layer.Dense(3, false, new Initializer.He()))
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }
}
