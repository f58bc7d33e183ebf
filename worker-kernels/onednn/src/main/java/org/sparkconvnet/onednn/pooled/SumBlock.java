package org.sparkconvnet.onednn.pooled;

import java.util.ArrayList;
import java.util.List;

/**
 * Part of a filter whose gradient stays in registers over a whole list: up to three stretches of
 * vectors, two of which are neighbours in the input and {@code step} apart, and {@code outStep} in
 * the gradient.
 *
 * @param stretches 1 to 3
 * @param vectors of each stretch
 * @param shift of the first stretch in the padded input, from where a list entry points
 * @param out of the first stretch in the filter's gradient
 */
record SumBlock(int stretches, int vectors, int shift, int step, int out, int outStep) {
  /** Vectors that one stretch may have, and sums that may be under way at once. */
  private static final int MOST_VECTORS = 5;

  private static final int MOST_SUMS = 2 * MOST_VECTORS;

  /**
   * Covers a filter of {@code rows} rows of {@code rowVectors} vectors. Short rows are taken two or
   * three at a time, long ones in pieces of up to ten vectors.
   */
  static SumBlock[] cover(int rows, int rowVectors, int paddedRow) {
    List<SumBlock> blocks = new ArrayList<>();
    int stride = rowVectors * Lanes.COUNT;
    int row = 0;
    while (row < rows) {
      if (rowVectors > MOST_VECTORS) {
        cutRow(rowVectors, row * paddedRow, row * stride, blocks);
        row++;
      } else {
        int taken = rowsAtOnce(rows - row, rowVectors);
        blocks.add(
            new SumBlock(taken, rowVectors, row * paddedRow, paddedRow, row * stride, stride));
        row += taken;
      }
    }
    return blocks.toArray(SumBlock[]::new);
  }

  private static int rowsAtOnce(int left, int rowVectors) {
    if (left == 1) {
      return 1;
    }
    boolean three = rowVectors < 3 && left != 2 && left != 4;
    return three ? 3 : 2;
  }

  private static void cutRow(int rowVectors, int shift, int out, List<SumBlock> blocks) {
    int done = 0;
    while (done < rowVectors) {
      int left = rowVectors - done;
      int taken = left > MOST_SUMS ? MOST_SUMS - 2 : left <= MOST_VECTORS ? left : left & ~1;
      int stretches = taken > MOST_VECTORS ? 2 : 1;
      int vectors = taken / stretches;
      int step = vectors * Lanes.COUNT;
      int at = done * Lanes.COUNT;
      blocks.add(new SumBlock(stretches, vectors, shift + at, step, out + at, step));
      done += taken;
    }
  }

  /** Adds the sums over list entries {@code from} to {@code to} to a filter's gradient. */
  void add(float[] x, int[] at, float[] d, int from, int to, float[] gradient, int filter) {
    int o = filter + out;
    switch (stretches) {
      case 1 -> OneStretchSums.add(vectors, x, at, d, from, to, shift, gradient, o);
      case 2 -> TwoStretchSums.add(vectors, x, at, d, from, to, shift, step, gradient, o, outStep);
      case 3 ->
          ThreeStretchSums.add(vectors, x, at, d, from, to, shift, step, gradient, o, outStep);
      default -> throw new IllegalStateException(stretches + " stretches");
    }
  }
}
