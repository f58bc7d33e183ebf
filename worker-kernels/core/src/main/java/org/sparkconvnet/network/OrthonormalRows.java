package org.sparkconvnet.network;

import org.sparkconvnet.random.RandomStream;

/** Random orthonormal matrices, uniform over all such. */
final class OrthonormalRows {
  private OrthonormalRows() {}

  /** Writes [rows, columns], row-major, with orthonormal rows; columns, where rows are more. */
  static void fill(float[] values, int offset, int rows, int columns, RandomStream random) {
    boolean wide = rows <= columns;
    double[][] basis = basis(Math.min(rows, columns), Math.max(rows, columns), random);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double value = wide ? basis[row][column] : basis[column][row];
        values[offset + row * columns + column] = (float) value;
      }
    }
  }

  /**
   * Gram and Schmidt's process on normal vectors, each projected twice, which keeps them orthogonal
   * to rounding (Giraud, Langou, 2002).
   */
  private static double[][] basis(int count, int length, RandomStream random) {
    double[][] basis = new double[count][length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) {
        basis[i][j] = random.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int earlier = 0; earlier < i; earlier++) {
          add(basis[i], basis[earlier], -dot(basis[i], basis[earlier]));
        }
      }
      double norm = Math.sqrt(dot(basis[i], basis[i]));
      for (int j = 0; j < length; j++) {
        basis[i][j] /= norm;
      }
    }
    return basis;
  }

  private static void add(double[] to, double[] vector, double factor) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * vector[j];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
