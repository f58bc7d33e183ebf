package org.sparkconvnet.train;

/**
 * Examples staged for one step.
 *
 * @param images (N, C, H, W), row-major
 * @param labels (N)
 */
public record Minibatch(float[] images, int[] labels) {
  /** No examples. */
  public static final Minibatch EMPTY = new Minibatch(0, 0);

  /** Room for {@code size} examples of {@code elements} numbers. */
  public Minibatch(int size, int elements) {
    this(new float[Math.multiplyExact(size, elements)], new int[size]);
  }

  /** N. */
  public int size() {
    return labels.length;
  }
}
