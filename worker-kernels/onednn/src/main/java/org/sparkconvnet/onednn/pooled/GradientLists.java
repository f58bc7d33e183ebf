package org.sparkconvnet.onednn.pooled;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * For each filter, where the convolution's output has a gradient: a list of (offset of the window's
 * first element in {@link PaddedImages}, gradient). A pooled position is listed where its value is
 * positive, or always where there is no ReLU, for the position that won it. The lists of all
 * filters lie in two arrays, that of filter k from {@link #start} to {@link #end}.
 */
final class GradientLists {
  private final PooledConvolution shape;
  private final int images;

  /**
   * For each position in the order of a list: its first winner's offset, and its element at k = 0.
   */
  private final int[] base;

  private final int[] source;

  /** Offset of each of a pooling window's positions from its first. */
  private final int[] windowOffset;

  private final float[] gradient;
  private final int[] outputBits;
  private final byte[] winner;
  private final float[] values;
  private final int[] offsets;
  private final int[] end;

  /**
   * @param images of one group
   * @param columnsFirst the order of the lists: windows that follow each other then share no row,
   *     so that no load waits for a store that overlaps it in part
   */
  GradientLists(PooledConvolution shape, int images, boolean columnsFirst) {
    this.shape = shape;
    this.images = images;
    int positions = Math.multiplyExact(images, shape.positions());
    int elements = Math.multiplyExact(positions, shape.filters());
    base = new int[positions];
    source = new int[positions];
    windowOffset = new int[shape.poolHeight() * shape.poolWidth()];
    gradient = new float[elements];
    outputBits = new int[elements];
    winner = new byte[elements];
    values = new float[elements];
    offsets = new int[elements];
    end = new int[shape.filters()];
    for (int i = 0; i < windowOffset.length; i++) {
      windowOffset[i] =
          i / shape.poolWidth() * shape.paddedRow() + i % shape.poolWidth() * shape.channels();
    }
    order(columnsFirst);
  }

  private void order(boolean columnsFirst) {
    int at = 0;
    int outer = columnsFirst ? shape.pooledWidth() : shape.pooledHeight();
    int inner = columnsFirst ? shape.pooledHeight() : shape.pooledWidth();
    for (int i = 0; i < outer; i++) {
      for (int image = 0; image < images; image++) {
        for (int j = 0; j < inner; j++) {
          int p = columnsFirst ? j : i;
          int q = columnsFirst ? i : j;
          base[at] =
              image * shape.paddedImage()
                  + p * shape.strideHeight() * shape.paddedRow()
                  + q * shape.strideWidth() * shape.channels();
          source[at++] =
              (image * shape.positions() + p * shape.pooledWidth() + q) * shape.filters();
        }
      }
    }
  }

  /** Gradients of all lists. */
  float[] values() {
    return values;
  }

  /** Offsets of all lists. */
  int[] offsets() {
    return offsets;
  }

  /** Where filter k's list starts. */
  int start(int k) {
    return k * base.length;
  }

  /** Where filter k's list ends. */
  int end(int k) {
    return end[k];
  }

  /** Bytes of its arrays. */
  long bytes() {
    long perElement = 4L * Float.BYTES + 1;
    return perElement * values.length + 2L * Integer.BYTES * base.length;
  }

  /**
   * Lists images {@code first} to {@code first + count} of y, dy and argmax, all [N,P,Q,K].
   *
   * @param y the pooled values, as the bits of floats; null without a ReLU
   * @param argmax row * poolWidth + column of the winner in its window
   */
  void list(IntBuffer y, FloatBuffer dy, ByteBuffer argmax, int first, int count) {
    int image = shape.positions() * shape.filters();
    if (y == null) {
      Arrays.fill(outputBits, 0, count * image, 1); // positive
    } else {
      y.get(first * image, outputBits, 0, count * image);
    }
    dy.get(first * image, gradient, 0, count * image);
    argmax.get(first * image, winner, 0, count * image);
    Arrays.fill(outputBits, count * image, images * image, 0);
    for (int k = 0; k < shape.filters(); k++) {
      end[k] = list(k, start(k));
    }
  }

  /**
   * Without a branch on the data, which would be mispredicted; fields in locals for the same speed.
   */
  private int list(int k, int n) {
    int[] base = this.base;
    int[] source = this.source;
    int[] windowOffset = this.windowOffset;
    int[] outputBits = this.outputBits;
    float[] gradient = this.gradient;
    float[] values = this.values;
    int[] offsets = this.offsets;
    byte[] winner = this.winner;
    for (int i = 0; i < base.length; i++) {
      int e = source[i] + k;
      int bits = outputBits[e];
      values[n] = gradient[e];
      offsets[n] = base[i] + windowOffset[winner[e]];
      int positive = (~bits & -bits) >>> 31;
      n += positive;
    }
    return n;
  }
}
