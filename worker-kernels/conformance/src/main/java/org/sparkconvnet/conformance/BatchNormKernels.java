package org.sparkconvnet.conformance;

import java.util.List;

/**
 * The interpreter's batch normalisation of x[N,C,H,W] or x[N,C]; m = N * H * W numbers a channel.
 */
final class BatchNormKernels {
  private final int batch;
  private final int channels;
  private final int positions;
  private final double epsilon;

  BatchNormKernels(List<Integer> dims, double epsilon) {
    this.batch = dims.get(0);
    this.channels = dims.get(1);
    this.positions = dims.stream().skip(2).reduce(1, Math::multiplyExact);
    this.epsilon = epsilon;
  }

  /** mean[c] of x. */
  double[] mean(double[] x) {
    double[] mean = new double[channels];
    eachElement((i, c) -> mean[c] += x[i] / members());
    return mean;
  }

  /** variance[c] = mean of (x - mean[c])^2. */
  double[] variance(double[] x, double[] mean) {
    double[] variance = new double[channels];
    eachElement((i, c) -> variance[c] += (x[i] - mean[c]) * (x[i] - mean[c]) / members());
    return variance;
  }

  /** y = (x - mean) / sqrt(variance + epsilon) * scale + shift. */
  double[] forward(double[] x, double[] mean, double[] variance, double[] scale, double[] shift) {
    double[] y = new double[x.length];
    eachElement((i, c) -> y[i] = (x[i] - mean[c]) / deviation(variance[c]) * scale[c] + shift[c]);
    return y;
  }

  /** dscale[c] = sum of dy (x - mean) / sqrt(variance + epsilon). */
  double[] scaleGradient(double[] x, double[] mean, double[] variance, double[] dy) {
    double[] dscale = new double[channels];
    eachElement((i, c) -> dscale[c] += dy[i] * (x[i] - mean[c]) / deviation(variance[c]));
    return dscale;
  }

  /** dshift[c] = sum of dy. */
  double[] shiftGradient(double[] dy) {
    double[] dshift = new double[channels];
    eachElement((i, c) -> dshift[c] += dy[i]);
    return dshift;
  }

  /**
   * dx = scale / (m deviation) * (m dy - dshift - (x - mean) dscale / deviation), the derivative
   * through mean and variance.
   */
  double[] dataGradient(
      double[] x,
      double[] mean,
      double[] variance,
      double[] scale,
      double[] dy,
      double[] dscale,
      double[] dshift) {
    double[] dx = new double[x.length];
    double m = members();
    eachElement(
        (i, c) -> {
          double deviation = deviation(variance[c]);
          double through = dshift[c] + (x[i] - mean[c]) * dscale[c] / deviation;
          dx[i] = scale[c] / (m * deviation) * (m * dy[i] - through);
        });
    return dx;
  }

  private interface Element {
    void at(int index, int channel);
  }

  private void eachElement(Element element) {
    int index = 0;
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < channels; c++) {
        for (int position = 0; position < positions; position++) {
          element.at(index++, c);
        }
      }
    }
  }

  private int members() {
    return batch * positions;
  }

  private double deviation(double variance) {
    return Math.sqrt(variance + epsilon);
  }
}
