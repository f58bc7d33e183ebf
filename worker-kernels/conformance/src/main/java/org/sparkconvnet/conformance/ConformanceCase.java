package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;

/**
 * A network at a minibatch size, trained for a few steps of descent.
 *
 * @param steps minibatches, each followed by a descent
 * @param numbers what kind of numbers are drawn for it
 */
public record ConformanceCase(Network network, int batch, int steps, Draw.Numbers numbers) {
  public ConformanceCase {
    if (batch < 1 || steps < 1) {
      throw new IllegalArgumentException("batch " + batch + ", steps " + steps);
    }
  }

  /** Three steps on Gaussian numbers: enough for the second and third to see updated weights. */
  static ConformanceCase of(Network network, int batch) {
    return new ConformanceCase(network, batch, 3, Draw.Numbers.GAUSSIAN);
  }

  /** True where some layer decides: an activation with a kink, a max pooling. */
  boolean decides() {
    return network.nodes().stream()
        .anyMatch(
            node ->
                Activation.of(node.layer()) != null && Activation.of(node.layer()).hasKink()
                    || node.layer() instanceof Layer.Maxout
                    || node.layer() instanceof Layer.Pooling pooling
                        && pooling.kind() == Layer.Pooling.Kind.MAX);
  }

  /** True where dyadic numbers stay exact: no normalisation, no exponential, no odd factor. */
  boolean keepsNumbersExact() {
    return network.nodes().stream().map(Node::layer).allMatch(ConformanceCase::isExact);
  }

  private static boolean isExact(Layer layer) {
    if (layer instanceof Layer.Activate activate) {
      Activation.Function function = activate.activation().function();
      double alpha = activate.activation().alpha();
      return function == Activation.Function.HARD_TANH
          || function == Activation.Function.LEAKY_RELU
              && alpha == Math.scalb(1.0, Math.getExponent(alpha));
    }
    return !(layer instanceof Layer.BatchNormalization
        || layer instanceof Layer.GroupNormalization
        || layer instanceof Layer.LocalResponseNormalization
        || layer instanceof Layer.RadialBasis);
  }

  /** One step of the same network on dyadic numbers. */
  ConformanceCase dyadic() {
    return new ConformanceCase(network, batch, 1, Draw.Numbers.DYADIC);
  }

  /** Random numbers for this case; another {@code attempt}, other numbers. */
  public Draw draw(int attempt) {
    return Draw.of(network, batch, steps, numbers, ConformanceSeed.of(this + " " + attempt));
  }

  /** As in {@code dense, batch 3}. */
  @Override
  public String toString() {
    String suffix = numbers == Draw.Numbers.DYADIC ? ", dyadic" : "";
    return network.name() + ", batch " + batch + suffix;
  }
}
