package org.sparkconvnet.conformance;

/**
 * What a backend holds in the format of activations although it could be float32, because a library
 * takes it in no other: the suite allows for one rounding more of each, in 16-bit precisions.
 */
public enum Narrowed {
  /** A convolution's bias, as it is added. */
  CONVOLUTION_BIASES,
  /** The gradient of a convolution's filters, as it is summed; the flat vector is float32. */
  FILTER_GRADIENTS
}
