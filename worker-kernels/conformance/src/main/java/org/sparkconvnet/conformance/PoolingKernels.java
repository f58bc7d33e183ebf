package org.sparkconvnet.conformance;

/** The interpreter's poolings: x (planes, positions) to y (planes, outputs). */
final class PoolingKernels {
  private final GridGeometry grid;
  private final int planes;

  PoolingKernels(GridGeometry grid, int planes) {
    this.grid = grid;
    this.planes = planes;
  }

  /** Per window the position of its first largest element in row-major order. */
  double[] argmax(double[] x) {
    double[] argmax = new double[planes * grid.output()];
    for (int i = 0; i < argmax.length; i++) {
      int from = i / grid.output() * grid.image();
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
      y[i] = x[i / grid.output() * grid.image() + (int) argmax[i]];
    }
    return y;
  }

  /** dx = sum of dy over the windows whose argmax the element is. */
  double[] toLargest(double[] dy, double[] argmax) {
    double[] dx = new double[planes * grid.image()];
    for (int i = 0; i < dy.length; i++) {
      dx[i / grid.output() * grid.image() + (int) argmax[i]] += dy[i];
    }
    return dx;
  }

  /** y = mean of each window's elements inside the image. */
  double[] mean(double[] x) {
    double[] y = new double[planes * grid.output()];
    for (int i = 0; i < y.length; i++) {
      int from = i / grid.output() * grid.image();
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
    double[] dx = new double[planes * grid.image()];
    for (int i = 0; i < dy.length; i++) {
      int from = i / grid.output() * grid.image();
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
    return grid.read(output % grid.output(), tap);
  }

  private int window() {
    return grid.taps();
  }
}
