package org.sparkconvnet.conformance;

import java.util.List;

/** Maxout of x (N, C * pieces, positions) to y (N, C, positions). */
record MaxoutUnits(int pieces, int positions) {
  static MaxoutUnits of(List<Integer> dims, int pieces) {
    return new MaxoutUnits(pieces, dims.stream().skip(2).reduce(1, Math::multiplyExact));
  }

  /** For each element of y which piece is the largest, the first of equal ones. */
  int[] argmax(double[] x) {
    int[] argmax = new int[x.length / pieces];
    for (int i = 0; i < argmax.length; i++) {
      for (int j = 1; j < pieces; j++) {
        argmax[i] = x[at(i, j)] > x[at(i, argmax[i])] ? j : argmax[i];
      }
    }
    return argmax;
  }

  /** The pieces named by {@code argmax}. */
  double[] pick(double[] x, int[] argmax) {
    double[] y = new double[argmax.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[at(i, argmax[i])];
    }
    return y;
  }

  /** dx = dy at the pieces named by {@code argmax}, else 0. */
  double[] send(double[] dy, int[] argmax) {
    double[] dx = new double[dy.length * pieces];
    for (int i = 0; i < dy.length; i++) {
      dx[at(i, argmax[i])] = dy[i];
    }
    return dx;
  }

  /** Where piece {@code j} of element {@code i} of y lies in x. */
  private int at(int i, int j) {
    return (i / positions * pieces + j) * positions + i % positions;
  }
}
