package org.sparkconvnet.conformance;

/** The interpreter's poolings: x (planes, H, W) to y (planes, P, Q). */
final class PoolingKernels {
  private final PlaneGeometry plane;
  private final int planes;

  PoolingKernels(PlaneGeometry plane, int planes) {
    this.plane = plane;
    this.planes = planes;
  }

  /** Per window the position h * W + w of its first largest element in row-major order. */
  double[] argmax(double[] x) {
    double[] argmax = new double[planes * plane.output()];
    for (int i = 0; i < argmax.length; i++) {
      int from = i / plane.output() * plane.image();
      int best = -1;
      for (int tap = 0; tap < window(); tap++) {
        int read = read(i, tap);
        if (read >= 0 && (best < 0 || x[from + read] > x[from + best])) {
          best = read;
        }
      }
      argmax[i] = best;
    }
    return argmax;
  }

  /** y = x at each window's argmax. */
  double[] largest(double[] x, double[] argmax) {
    double[] y = new double[argmax.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i / plane.output() * plane.image() + (int) argmax[i]];
    }
    return y;
  }

  /** dx = sum of dy over the windows whose argmax the element is. */
  double[] toLargest(double[] dy, double[] argmax) {
    double[] dx = new double[planes * plane.image()];
    for (int i = 0; i < dy.length; i++) {
      dx[i / plane.output() * plane.image() + (int) argmax[i]] += dy[i];
    }
    return dx;
  }

  /** y = mean of each window's elements inside the image. */
  double[] mean(double[] x) {
    double[] y = new double[planes * plane.output()];
    for (int i = 0; i < y.length; i++) {
      int from = i / plane.output() * plane.image();
      for (int tap = 0; tap < window(); tap++) {
        int read = read(i, tap);
        y[i] += read < 0 ? 0 : x[from + read];
      }
      y[i] /= inside(i);
    }
    return y;
  }

  /** dx = sum over the element's windows of dy / (the window's elements inside the image). */
  double[] toAll(double[] dy) {
    double[] dx = new double[planes * plane.image()];
    for (int i = 0; i < dy.length; i++) {
      int from = i / plane.output() * plane.image();
      for (int tap = 0; tap < window(); tap++) {
        int read = read(i, tap);
        if (read >= 0) {
          dx[from + read] += dy[i] / inside(i);
        }
      }
    }
    return dx;
  }

  private int inside(int output) {
    int inside = 0;
    for (int tap = 0; tap < window(); tap++) {
      inside += read(output, tap) < 0 ? 0 : 1;
    }
    return inside;
  }

  private int read(int output, int tap) {
    int at = output % plane.output();
    return plane.read(
        at / plane.columns(),
        at % plane.columns(),
        tap / plane.kernelWidth(),
        tap % plane.kernelWidth());
  }

  private int window() {
    return plane.kernelHeight() * plane.kernelWidth();
  }
}
