package org.sparkconvnet.onednn.pooled;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A few channels-last images with zeros around them, in one array: element (n, h, w, c) of a group
 * lies at n * paddedImage + (h + paddingHeight) * paddedRow + (w + paddingWidth) * C + c. Behind
 * the last image there is room for a kernel row rounded up to whole vectors.
 */
final class PaddedImages {
  private final PooledConvolution shape;
  private final float[] elements;

  PaddedImages(PooledConvolution shape, int images, int slack) {
    this.shape = shape;
    long length = (long) images * shape.paddedImage() + slack;
    if (length > Lanes.OFFSET) {
      throw new IllegalArgumentException(images + " images of " + shape + " are too large");
    }
    elements = new float[(int) length];
  }

  float[] elements() {
    return elements;
  }

  /** Reads images {@code first} to {@code first + count} of x[N,H,W,C]; the zeros stay. */
  void read(FloatBuffer x, int first, int count) {
    int row = shape.width() * shape.channels();
    for (int i = 0; i < count * shape.height(); i++) {
      x.get((first * shape.height() + i) * row, elements, at(i), row);
    }
  }

  /** Writes images {@code first} to {@code first + count} of dx[N,H,W,C]; what is padding stays. */
  void write(FloatBuffer dx, int first, int count) {
    int row = shape.width() * shape.channels();
    for (int i = 0; i < count * shape.height(); i++) {
      dx.put((first * shape.height() + i) * row, elements, at(i), row);
    }
  }

  void clear() {
    Arrays.fill(elements, 0);
  }

  /** Where row {@code i}, counted through all images, starts. */
  private int at(int i) {
    return i / shape.height() * shape.paddedImage()
        + (i % shape.height() + shape.paddingHeight()) * shape.paddedRow()
        + shape.paddingWidth() * shape.channels();
  }
}
