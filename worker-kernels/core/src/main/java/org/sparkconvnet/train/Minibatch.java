package org.sparkconvnet.train;

import org.sparkconvnet.backend.Executable;

/**
 * Examples staged for one step.
 *
 * @param images (N, C, H, W), row-major
 * @param labels (N)
 * @param distributions (N, classes) over the classes, in place of labels; of length 0 where each
 *     example has its label alone
 */
public record Minibatch(float[] images, int[] labels, float[] distributions) {
  /** No examples. */
  public static final Minibatch EMPTY = new Minibatch(0, 0);

  /** Room for {@code size} labelled examples of {@code elements} numbers. */
  public Minibatch(int size, int elements) {
    this(size, elements, 0);
  }

  /** The same with distributions over {@code classes} classes; 0 for none. */
  public Minibatch(int size, int elements, int classes) {
    this(
        new float[Math.multiplyExact(size, elements)],
        new int[size],
        new float[Math.multiplyExact(size, classes)]);
  }

  /** N. */
  public int size() {
    return labels.length;
  }

  /** Numbers of one image. */
  public int elements() {
    return size() == 0 ? 0 : images.length / size();
  }

  /** Classes that the distributions are over; 0 where there are none. */
  public int classes() {
    return size() == 0 ? 0 : distributions.length / size();
  }

  /** Hands the examples to a training plan's executable. */
  public void loadInto(Executable executable) {
    if (distributions.length == 0) {
      executable.load(images, labels);
    } else {
      executable.loadDistributions(images, distributions);
    }
  }
}
