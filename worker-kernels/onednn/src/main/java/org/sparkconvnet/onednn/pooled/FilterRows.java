package org.sparkconvnet.onednn.pooled;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Filters as rows of whole vectors: element (k, r, s, c) lies at (k R + r) * stride + s C + c,
 * where the stride is S C rounded up; zeros behind each row. Filters come and go in the order
 * [K,C,R,S].
 */
final class FilterRows {
  private final PooledConvolution shape;
  private final int stride;
  private final float[] rows;
  private final float[] plain;

  FilterRows(PooledConvolution shape, int rowVectors) {
    this.shape = shape;
    stride = rowVectors * Lanes.COUNT;
    int count = Math.multiplyExact(shape.filters(), shape.kernelHeight());
    rows = new float[Math.multiplyExact(count, stride)];
    plain = new float[Math.multiplyExact(count, shape.segment())];
  }

  float[] rows() {
    return rows;
  }

  /** Where filter k starts. */
  int filter(int k) {
    return k * shape.kernelHeight() * stride;
  }

  /** Where row r of filter k starts. */
  int row(int k, int r) {
    return (k * shape.kernelHeight() + r) * stride;
  }

  /** Floats it holds. */
  int floats() {
    return rows.length + plain.length;
  }

  void clear() {
    Arrays.fill(rows, 0);
  }

  /** Takes w[K,C,R,S]. */
  void read(FloatBuffer w) {
    w.get(0, plain);
    int i = 0;
    for (int k = 0; k < shape.filters(); k++) {
      for (int c = 0; c < shape.channels(); c++) {
        for (int r = 0; r < shape.kernelHeight(); r++) {
          for (int at = row(k, r) + c, s = 0;
              s < shape.kernelWidth();
              s++, at += shape.channels()) {
            rows[at] = plain[i++];
          }
        }
      }
    }
  }

  /** Gives dw[K,C,R,S]. */
  void write(FloatBuffer dw) {
    int i = 0;
    for (int k = 0; k < shape.filters(); k++) {
      for (int c = 0; c < shape.channels(); c++) {
        for (int r = 0; r < shape.kernelHeight(); r++) {
          for (int at = row(k, r) + c, s = 0;
              s < shape.kernelWidth();
              s++, at += shape.channels()) {
            plain[i++] = rows[at];
          }
        }
      }
    }
    dw.put(0, plain);
  }
}
