package org.sparkconvnet.conformance;

import java.util.Arrays;

/** Poolings over planes: x is (planes, inPositions), y is (planes, outPositions). */
record SlidingPool(int planes, int inPositions, int outPositions, Taps taps) {

  /**
   * The input position (in its plane) of each window's maximum, the first in row-major order where
   * several are equal; {@code shown} is x as the comparison sees it.
   */
  int[] argmax(double[] shown) {
    int[] winner = new int[planes * outPositions];
    Arrays.fill(winner, -1);
    eachPair(
        (in, out) -> {
          int plane = out / outPositions * inPositions;
          if (winner[out] < 0 || shown[in] > shown[plane + winner[out]]) {
            winner[out] = in - plane;
          }
        });
    return winner;
  }

  /** y = x at each window's winner. */
  double[] pick(double[] x, int[] winner) {
    double[] y = new double[planes * outPositions];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i / outPositions * inPositions + winner[i]];
    }
    return y;
  }

  /** dx[winner] += dy. */
  double[] send(double[] dy, int[] winner) {
    double[] dx = new double[planes * inPositions];
    for (int i = 0; i < dy.length; i++) {
      dx[i / outPositions * inPositions + winner[i]] += dy[i];
    }
    return dx;
  }

  /** y = mean of x over the window's positions inside the image. */
  double[] average(double[] x) {
    int[] inside = inside();
    double[] y = new double[planes * outPositions];
    eachPair((in, out) -> y[out] += x[in]);
    for (int i = 0; i < y.length; i++) {
      y[i] /= inside[i % outPositions];
    }
    return y;
  }

  /** dx = sum over the windows that hold it of dy / (their positions inside the image). */
  double[] spread(double[] dy) {
    int[] inside = inside();
    double[] dx = new double[planes * inPositions];
    eachPair((in, out) -> dx[in] += dy[out] / inside[out % outPositions]);
    return dx;
  }

  private int[] inside() {
    int[] inside = new int[outPositions];
    for (int t = 0; t < taps.count(); t++) {
      for (Taps.Run run : taps.runs(t)) {
        for (int i = 0; i < run.length(); i++) {
          inside[run.output() + i]++;
        }
      }
    }
    return inside;
  }

  /** An element of x and the element of y whose window holds it. */
  private interface Pair {
    void at(int in, int out);
  }

  /** Every pair, those of one window in row-major order of its taps. */
  private void eachPair(Pair pair) {
    for (int plane = 0; plane < planes; plane++) {
      for (int t = 0; t < taps.count(); t++) {
        for (Taps.Run run : taps.runs(t)) {
          int in = plane * inPositions + run.input();
          int out = plane * outPositions + run.output();
          for (int i = 0; i < run.length(); i++) {
            pair.at(in + i * taps.step(), out + i);
          }
        }
      }
    }
  }
}
