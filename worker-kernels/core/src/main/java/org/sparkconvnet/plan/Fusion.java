package org.sparkconvnet.plan;

/** A rewriting that a backend says it can run as one op. */
public enum Fusion {
  /** y = max(conv(x, w) + b, 0) in one op; its gradient stays a {@link Op.ReluBackward}. */
  CONVOLUTION_RELU,
  /** y = max(x w + b, 0) in one op; its gradient stays a {@link Op.ReluBackward}. */
  DENSE_RELU,
  /** y = max(norm(x), 0) in one op, and one op back, through a workspace mask. */
  BATCH_NORM_RELU,
  /** y = max(sum of x, 0) in one op; its gradient stays a {@link Op.ReluBackward}. */
  ADD_RELU,
  /**
   * max(pool(x), 0) = pool(max(x, 0)) for max pooling, so the ReLU's gradient is taken on the
   * pooled tensor, a quarter of the size for 2x2 windows, and is exact: where the pooled value is
   * positive its argmax was positive; where it is 0 the whole window's gradient is 0.
   */
  RELU_GRADIENT_AFTER_MAX_POOLING
}
