package org.sparkconvnet.conformance;

import java.util.List;

/**
 * The interpreter's convolutions, one sum per number written, over any number of spatial axes.
 * x[N,C,i], w[K,C/groups,t], y[N,K,o] with positions i, taps t and outputs o counted in row-major
 * order; filter k reads the channels of group k / (K/groups).
 */
final class ConvolutionKernels {
  private final GridGeometry grid;
  private final int batch;
  private final int channels;
  private final int filters;
  private final int groupChannels;
  private final int groupFilters;

  ConvolutionKernels(GridGeometry grid, int groups, List<Integer> x, List<Integer> y) {
    this.grid = grid;
    this.batch = x.get(0);
    this.channels = x.get(1);
    this.filters = y.get(1);
    this.groupChannels = channels / groups;
    this.groupFilters = filters / groups;
  }

  /** y[n,k,o] = b[k] + sum over c, t of x[n,c,read(o,t)] w[k,c,t]; b may be null. */
  double[] forward(double[] x, double[] w, double[] b) {
    double[] y = new double[batch * filters * grid.output()];
    for (int n = 0, at = 0; n < batch; n++) {
      for (int k = 0; k < filters; k++) {
        for (int o = 0; o < grid.output(); o++) {
          y[at++] = (b == null ? 0 : b[k]) + window(x, w, n, k, o);
        }
      }
    }
    return y;
  }

  /** dw[k,c,t] = sum over n, o of dy[n,k,o] x[n,c,read(o,t)]. */
  double[] weights(double[] x, double[] dy) {
    double[] dw = new double[filters * groupChannels * grid.taps()];
    for (int k = 0, at = 0; k < filters; k++) {
      for (int c = 0; c < groupChannels; c++) {
        for (int t = 0; t < grid.taps(); t++) {
          for (int n = 0; n < batch; n++) {
            dw[at] += correlation(x, dy, n * channels + channel(k, c), n * filters + k, t);
          }
          at++;
        }
      }
    }
    return dw;
  }

  /** db[k] = sum over n, o of dy[n,k,o]. */
  double[] bias(double[] dy) {
    double[] db = new double[filters];
    for (int k = 0; k < filters; k++) {
      for (int n = 0; n < batch; n++) {
        int from = (n * filters + k) * grid.output();
        for (int i = from; i < from + grid.output(); i++) {
          db[k] += dy[i];
        }
      }
    }
    return db;
  }

  /** dx[n,c,i] = sum over k, t of dy[n,k,o] w[k,c,t] where o reads i by t. */
  double[] data(double[] dy, double[] w) {
    double[] dx = new double[batch * channels * grid.image()];
    for (int n = 0, at = 0; n < batch; n++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < grid.image(); i++) {
          dx[at++] = readers(dy, w, n, c, i);
        }
      }
    }
    return dx;
  }

  private double window(double[] x, double[] w, int n, int k, int o) {
    double sum = 0;
    int tap = k * groupChannels * grid.taps();
    for (int c = 0; c < groupChannels; c++) {
      int from = (n * channels + channel(k, c)) * grid.image();
      for (int t = 0; t < grid.taps(); t++, tap++) {
        int read = grid.read(o, t);
        sum += read < 0 ? 0 : x[from + read] * w[tap];
      }
    }
    return sum;
  }

  private double correlation(double[] x, double[] dy, int xPlane, int yPlane, int t) {
    double sum = 0;
    int at = yPlane * grid.output();
    for (int o = 0; o < grid.output(); o++, at++) {
      int read = grid.read(o, t);
      sum += read < 0 ? 0 : x[xPlane * grid.image() + read] * dy[at];
    }
    return sum;
  }

  private double readers(double[] dy, double[] w, int n, int c, int i) {
    double sum = 0;
    int group = c / groupChannels;
    for (int k = group * groupFilters; k < (group + 1) * groupFilters; k++) {
      int from = (n * filters + k) * grid.output();
      int tap = (k * groupChannels + c % groupChannels) * grid.taps();
      for (int t = 0; t < grid.taps(); t++, tap++) {
        int reader = grid.readBy(i, t);
        sum += reader < 0 ? 0 : dy[from + reader] * w[tap];
      }
    }
    return sum;
  }

  private int channel(int filter, int channelInGroup) {
    return filter / groupFilters * groupChannels + channelInGroup;
  }
}
