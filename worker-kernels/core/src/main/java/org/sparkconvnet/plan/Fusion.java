package org.sparkconvnet.plan;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;

/** A rewriting that a backend says it can run as one op. */
public enum Fusion {
  /**
   * y = max(conv(x, w) + b, 0) in one op; its gradient stays a {@link ActivationOp.ReluBackward}.
   */
  CONVOLUTION_RELU,
  /** y = max(x w + b, 0) in one op; its gradient stays a {@link ActivationOp.ReluBackward}. */
  DENSE_RELU,
  /** y = max(norm(x), 0) in one op, and one op back, through a workspace mask. */
  BATCH_NORM_RELU,
  /** y = max(sum of x, 0) in one op; its gradient stays a {@link ActivationOp.ReluBackward}. */
  ADD_RELU,
  /**
   * max(pool(x), 0) = pool(max(x, 0)) for max pooling, so the ReLU's gradient is taken on the
   * pooled tensor, a quarter of the size for 2x2 windows, and is exact: where the pooled value is
   * positive its argmax was positive; where it is 0 the whole window's gradient is 0.
   */
  RELU_GRADIENT_AFTER_MAX_POOLING,
  /** y = f(conv(x, w) + b) in one op; in training only where y tells f's derivative. */
  CONVOLUTION_ACTIVATION,
  /** y = f(x w + b) in one op; in training only where y tells f's derivative. */
  DENSE_ACTIVATION,
  /**
   * pool(f(x)) = f(pool(x)) for max pooling and an f that never falls: the layers change places, so
   * that f and its derivative are taken of a quarter of the numbers for 2x2 windows. A ReLU stays
   * where it is, since it costs nothing there.
   */
  ACTIVATION_AFTER_MAX_POOLING;

  private static final Set<Fusion> OF_ACTIVATIONS =
      EnumSet.of(CONVOLUTION_ACTIVATION, DENSE_ACTIVATION, ACTIVATION_AFTER_MAX_POOLING);

  /**
   * {@code fusions} without those that concern a kind of layer which came later and which the
   * network does not have: a plan's text does not change where a backend learns something new.
   */
  static Set<Fusion> concerning(Network network, Set<Fusion> fusions) {
    Set<Fusion> chosen = new HashSet<>(fusions);
    if (network.nodes().stream().noneMatch(node -> node.layer() instanceof Layer.Activate)) {
      chosen.removeAll(OF_ACTIVATIONS);
    }
    return chosen;
  }
}
