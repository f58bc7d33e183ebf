package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Every activation alone, after what it may join, before a pooling, and read twice. */
final class ActivationCases {
  private static final Window THREE = Window.square(3).withPadding(1);

  private ActivationCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.concat(
        Stream.of(Activation.Function.values())
            .filter(function -> function != Activation.Function.RELU)
            .map(Activation::of)
            .flatMap(ActivationCases::of),
        Stream.of(
            joined(new Activation(Activation.Function.LEAKY_RELU, 0.25)),
            joined(new Activation(Activation.Function.ELU, 0.5))));
  }

  private static Stream<ConformanceCase> of(Activation activation) {
    String name = activation.function().text();
    return Stream.of(joined(activation), alone(name, activation), pooled(name, activation));
  }

  /** After a convolution of odd extents and after a dense layer, each read by it alone. */
  private static ConformanceCase joined(Activation activation) {
    return logits(
        start(activation + " after convolution and dense", 3, 5, 3)
            .convolution("c", 17, THREE)
            .activation("a", activation)
            .dense("d", 9)
            .activation("b", activation)
            .dense("e", 5),
        3);
  }

  /** Of the input, of vectors, of a sum, and of a convolution that a sum reads too. */
  private static ConformanceCase alone(String name, Activation activation) {
    return logits(
        start(name + " alone", 2, 3, 5)
            .activation("first", activation)
            .convolution("c", 5, THREE)
            .activation("a", activation)
            .add("sum", "a", "c")
            .activation("b", activation)
            .flatten("f")
            .activation("g", activation)
            .dense("d", 4),
        2);
  }

  /** Before a max pooling with padding and ties, and before an average pooling. */
  private static ConformanceCase pooled(String name, Activation activation) {
    return logits(
        start(name + " before poolings", 3, 7, 6)
            .convolution("c", 6, THREE)
            .activation("a", activation)
            .maxPooling("p", Window.square(3).withStride(2).withPadding(1))
            .convolutionWithoutBias("e", 4, Window.square(1))
            .activation("b", activation)
            .averagePooling("q", Window.square(2)),
        2);
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
