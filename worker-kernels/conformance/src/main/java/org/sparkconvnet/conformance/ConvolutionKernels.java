package org.sparkconvnet.conformance;

import java.util.List;

/**
 * The interpreter's convolutions, one sum per number written. x[N,C,H,W], w[K,C/groups,R,S],
 * y[N,K,P,Q]; filter k reads the channels of group k / (K/groups).
 */
final class ConvolutionKernels {
  private final PlaneGeometry plane;
  private final int batch;
  private final int channels;
  private final int filters;
  private final int groupChannels;
  private final int groupFilters;

  ConvolutionKernels(PlaneGeometry plane, int groups, List<Integer> x, List<Integer> y) {
    this.plane = plane;
    this.batch = x.get(0);
    this.channels = x.get(1);
    this.filters = y.get(1);
    this.groupChannels = channels / groups;
    this.groupFilters = filters / groups;
  }

  /** y[n,k,p,q] = b[k] + sum over c, r, s of x[n,c,h(p,r),w(q,s)] w[k,c,r,s]; b may be null. */
  double[] forward(double[] x, double[] w, double[] b) {
    double[] y = new double[batch * filters * plane.output()];
    for (int n = 0, at = 0; n < batch; n++) {
      for (int k = 0; k < filters; k++) {
        for (int p = 0; p < plane.rows(); p++) {
          for (int q = 0; q < plane.columns(); q++) {
            y[at++] = (b == null ? 0 : b[k]) + window(x, w, n, k, p, q);
          }
        }
      }
    }
    return y;
  }

  /** dw[k,c,r,s] = sum over n, p, q of dy[n,k,p,q] x[n,c,h(p,r),w(q,s)]. */
  double[] weights(double[] x, double[] dy) {
    double[] dw = new double[filters * groupChannels * window()];
    for (int k = 0, at = 0; k < filters; k++) {
      for (int c = 0; c < groupChannels; c++) {
        for (int r = 0; r < plane.kernelHeight(); r++) {
          for (int s = 0; s < plane.kernelWidth(); s++) {
            for (int n = 0; n < batch; n++) {
              dw[at] += correlation(x, dy, n * channels + channel(k, c), n * filters + k, r, s);
            }
            at++;
          }
        }
      }
    }
    return dw;
  }

  /** db[k] = sum over n, p, q of dy[n,k,p,q]. */
  double[] bias(double[] dy) {
    double[] db = new double[filters];
    for (int k = 0; k < filters; k++) {
      for (int n = 0; n < batch; n++) {
        int from = (n * filters + k) * plane.output();
        for (int i = from; i < from + plane.output(); i++) {
          db[k] += dy[i];
        }
      }
    }
    return db;
  }

  /** dx[n,c,h,w] = sum over k, r, s of dy[n,k,p,q] w[k,c,r,s] where (p,q) reads (h,w) by (r,s). */
  double[] data(double[] dy, double[] w) {
    double[] dx = new double[batch * channels * plane.image()];
    for (int n = 0, at = 0; n < batch; n++) {
      for (int c = 0; c < channels; c++) {
        for (int row = 0; row < plane.height(); row++) {
          for (int column = 0; column < plane.width(); column++) {
            dx[at++] = readers(dy, w, n, c, row, column);
          }
        }
      }
    }
    return dx;
  }

  private double window(double[] x, double[] w, int n, int k, int p, int q) {
    double sum = 0;
    int tap = k * groupChannels * window();
    for (int c = 0; c < groupChannels; c++) {
      int from = (n * channels + channel(k, c)) * plane.image();
      for (int r = 0; r < plane.kernelHeight(); r++) {
        for (int s = 0; s < plane.kernelWidth(); s++, tap++) {
          int read = plane.read(p, q, r, s);
          sum += read < 0 ? 0 : x[from + read] * w[tap];
        }
      }
    }
    return sum;
  }

  private double correlation(double[] x, double[] dy, int xPlane, int yPlane, int r, int s) {
    double sum = 0;
    int at = yPlane * plane.output();
    for (int p = 0; p < plane.rows(); p++) {
      for (int q = 0; q < plane.columns(); q++, at++) {
        int read = plane.read(p, q, r, s);
        sum += read < 0 ? 0 : x[xPlane * plane.image() + read] * dy[at];
      }
    }
    return sum;
  }

  private double readers(double[] dy, double[] w, int n, int c, int row, int column) {
    double sum = 0;
    int group = c / groupChannels;
    for (int k = group * groupFilters; k < (group + 1) * groupFilters; k++) {
      int from = (n * filters + k) * plane.output();
      int tap = (k * groupChannels + c % groupChannels) * window();
      for (int r = 0; r < plane.kernelHeight(); r++) {
        for (int s = 0; s < plane.kernelWidth(); s++, tap++) {
          int reader = plane.readBy(row, column, r, s);
          sum += reader < 0 ? 0 : dy[from + reader] * w[tap];
        }
      }
    }
    return sum;
  }

  private int channel(int filter, int channelInGroup) {
    return filter / groupFilters * groupChannels + channelInGroup;
  }

  private int window() {
    return plane.kernelHeight() * plane.kernelWidth();
  }
}
