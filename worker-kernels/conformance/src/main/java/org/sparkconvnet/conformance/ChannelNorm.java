package org.sparkconvnet.conformance;

/**
 * Batch normalisation of x (N, C, positions), per channel over the m = N * positions numbers that
 * the channel has in the minibatch.
 */
record ChannelNorm(int batch, int channels, int positions, double epsilon) {

  /** Numbers per channel, m. */
  int members() {
    return batch * positions;
  }

  /** mean[c] = (1/m) sum of x[.,c,.]. */
  double[] mean(double[] x) {
    double[] mean = channelSums(x);
    for (int c = 0; c < channels; c++) {
      mean[c] /= members();
    }
    return mean;
  }

  /** variance[c] = (1/m) sum of (x[.,c,.] - mean[c])^2, the biased one. */
  double[] variance(double[] x, double[] mean) {
    double[] squares = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = Math.pow(x[i] - mean[channel(i)], 2);
    }
    return mean(squares);
  }

  /** xhat = (x - mean) / sqrt(variance + epsilon). */
  double[] normalize(double[] x, double[] mean, double[] variance) {
    double[] normalized = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = channel(i);
      normalized[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
    }
    return normalized;
  }

  /** y = scale * xhat + shift. */
  double[] affine(double[] normalized, double[] scale, double[] shift) {
    double[] y = new double[normalized.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = scale[channel(i)] * normalized[i] + shift[channel(i)];
    }
    return y;
  }

  /**
   * dx = scale / sqrt(variance + epsilon) * (dy - dshift / m - xhat * dscale / m), with dscale the
   * sum of dy * xhat and dshift the sum of dy per channel.
   */
  double[] backward(
      double[] dy,
      double[] normalized,
      double[] scale,
      double[] variance,
      double[] dscale,
      double[] dshift) {
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      int c = channel(i);
      double centred = dy[i] - dshift[c] / members() - normalized[i] * dscale[c] / members();
      dx[i] = scale[c] / Math.sqrt(variance[c] + epsilon) * centred;
    }
    return dx;
  }

  /** sum[c] = sum of x[.,c,.]. */
  double[] channelSums(double[] x) {
    double[] sum = new double[channels];
    for (int i = 0; i < x.length; i++) {
      sum[channel(i)] += x[i];
    }
    return sum;
  }

  /** The largest |scale| / sqrt(variance + epsilon): what one unit of x is worth in y. */
  double gain(double[] scale, double[] variance) {
    double gain = 0;
    for (int c = 0; c < channels; c++) {
      gain = Math.max(gain, Math.abs(scale[c]) / Math.sqrt(variance[c] + epsilon));
    }
    return gain;
  }

  private int channel(int element) {
    return element / positions % channels;
  }
}
