package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Shape;

/** The oracle's local response normalisation of x (N, C, positions). */
record NeighbourNorm(Layer.LocalResponseNormalization layer, int channels, int positions) {
  static NeighbourNorm of(Layer.LocalResponseNormalization layer, Shape shape) {
    return new NeighbourNorm(layer, shape.channels(), shape.positions());
  }

  /** k + alpha / size * sum of squares over each element's neighbours. */
  double[] sums(double[] x) {
    double[] squares = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i];
    }
    double[] sums = neighbours(squares);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = layer.k() + layer.alpha() / layer.size() * sums[i];
    }
    return sums;
  }

  /** x / sums^beta. */
  double[] divide(double[] x, double[] sums) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] / Math.pow(sums[i], layer.beta());
    }
    return y;
  }

  /**
   * dx = dy / sums^beta + the derivative through the sums: each depends on x by 2 alpha / size x,
   * and y on it by -beta x / sums^(beta + 1).
   */
  double[] backward(double[] x, double[] sums, double[] dy) {
    double[] through = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      through[i] = -layer.beta() * dy[i] * x[i] / Math.pow(sums[i], layer.beta() + 1);
    }
    double[] reached = neighbours(through);
    double[] dx = divide(dy, sums);
    for (int i = 0; i < dx.length; i++) {
      dx[i] += 2 * layer.alpha() / layer.size() * x[i] * reached[i];
    }
    return dx;
  }

  /** For each element the sum of {@code values} over channels at most (size - 1) / 2 away. */
  private double[] neighbours(double[] values) {
    int reach = layer.size() / 2;
    double[] sums = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i / positions % channels;
      for (int d = Math.max(0, c - reach); d <= Math.min(channels - 1, c + reach); d++) {
        sums[i] += values[i + (d - c) * positions];
      }
    }
    return sums;
  }
}
