package org.sparkconvnet.conformance;

import java.util.List;

/** The interpreter's group normalisation of x[N,C,H,W] or x[N,C]. */
final class GroupNormKernels {
  private final int batch;
  private final int channels;
  private final int positions;
  private final int groups;
  private final double epsilon;

  GroupNormKernels(List<Integer> dims, int groups, double epsilon) {
    this.batch = dims.get(0);
    this.channels = dims.get(1);
    this.positions = dims.stream().skip(2).reduce(1, Math::multiplyExact);
    this.groups = groups;
    this.epsilon = epsilon;
  }

  /** mean[n,g] of x. */
  double[] mean(double[] x) {
    double[] mean = new double[batch * groups];
    for (int i = 0; i < x.length; i++) {
      mean[group(i)] += x[i] / members();
    }
    return mean;
  }

  /** variance[n,g] = mean of (x - mean[n,g])^2. */
  double[] variance(double[] x, double[] mean) {
    double[] variance = new double[batch * groups];
    for (int i = 0; i < x.length; i++) {
      double deviation = x[i] - mean[group(i)];
      variance[group(i)] += deviation * deviation / members();
    }
    return variance;
  }

  /** (x - mean) / sqrt(variance + epsilon). */
  double[] normalized(double[] x, double[] mean, double[] variance) {
    double[] xhat = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      xhat[i] = (x[i] - mean[group(i)]) / Math.sqrt(variance[group(i)] + epsilon);
    }
    return xhat;
  }

  double[] forward(double[] x, double[] mean, double[] variance, double[] scale, double[] shift) {
    double[] y = normalized(x, mean, variance);
    for (int i = 0; i < y.length; i++) {
      y[i] = y[i] * scale[channel(i)] + shift[channel(i)];
    }
    return y;
  }

  /** By channel the sums of a b, or of a where {@code b} is null. */
  double[] channelSums(double[] a, double[] b) {
    double[] sums = new double[channels];
    for (int i = 0; i < a.length; i++) {
      sums[channel(i)] += b == null ? a[i] : a[i] * b[i];
    }
    return sums;
  }

  /** dx = (g - mean(g) - xhat mean(g xhat)) / sqrt(variance + epsilon), g = dy scale. */
  double[] dataGradient(double[] dy, double[] xhat, double[] variance, double[] scale) {
    double[] plain = new double[batch * groups];
    double[] along = new double[batch * groups];
    for (int i = 0; i < dy.length; i++) {
      double g = dy[i] * scale[channel(i)] / members();
      plain[group(i)] += g;
      along[group(i)] += g * xhat[i];
    }
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      double centred = dy[i] * scale[channel(i)] - plain[group(i)] - xhat[i] * along[group(i)];
      dx[i] = centred / Math.sqrt(variance[group(i)] + epsilon);
    }
    return dx;
  }

  private int members() {
    return channels / groups * positions;
  }

  private int channel(int element) {
    return element / positions % channels;
  }

  private int group(int element) {
    return element / (channels * positions) * groups + channel(element) / (channels / groups);
  }
}
