package org.sparkconvnet.conformance;

import java.util.Arrays;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Shape;

/**
 * The oracle's group normalisation of x (N, C, positions): a group of an example is a batch
 * normalisation's channel of one minibatch, x (1, N * groups, C / groups * positions).
 */
record GroupNorm(ChannelNorm planes, int channels, int positions) {
  static GroupNorm of(Layer.GroupNormalization layer, int batch, Shape shape) {
    int members = shape.channels() / layer.groups() * shape.positions();
    ChannelNorm planes = new ChannelNorm(1, batch * layer.groups(), members, layer.epsilon());
    return new GroupNorm(planes, shape.channels(), shape.positions());
  }

  int members() {
    return planes.members();
  }

  double[] mean(double[] x) {
    return planes.mean(x);
  }

  double[] variance(double[] x, double[] mean) {
    return planes.variance(x, mean);
  }

  double[] normalize(double[] x, double[] mean, double[] variance) {
    return planes.normalize(x, mean, variance);
  }

  /** scale[c] * normalized + shift[c]. */
  double[] affine(double[] normalized, double[] scale, double[] shift) {
    double[] y = new double[normalized.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = scale[channel(i)] * normalized[i] + shift[channel(i)];
    }
    return y;
  }

  /** By channel, over examples and positions. */
  double[] channelSums(double[] x) {
    double[] sums = new double[channels];
    for (int i = 0; i < x.length; i++) {
      sums[channel(i)] += x[i];
    }
    return sums;
  }

  /** Scaled by channel, dy is what reaches the normalised numbers; on from there by groups. */
  double[] backward(double[] dy, double[] normalized, double[] scale, double[] variance) {
    double[] reaching = affine(dy, scale, new double[channels]);
    double[] products = new double[dy.length];
    double[] ones = new double[planes.channels()];
    for (int i = 0; i < products.length; i++) {
      products[i] = reaching[i] * normalized[i];
    }
    Arrays.fill(ones, 1);
    return planes.backward(
        reaching,
        normalized,
        ones,
        variance,
        planes.channelSums(products),
        planes.channelSums(reaching));
  }

  /** The largest |scale| over the smallest deviation: what one unit of x is worth in y. */
  double gain(double[] scale, double[] variance) {
    double largest = 0;
    for (double each : scale) {
      largest = Math.max(largest, Math.abs(each));
    }
    double[] all = new double[variance.length];
    Arrays.fill(all, largest);
    return planes.gain(all, variance);
  }

  private int channel(int element) {
    return element / positions % channels;
  }
}
