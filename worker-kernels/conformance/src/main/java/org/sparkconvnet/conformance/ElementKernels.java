package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.plan.DropoutMask;
import org.sparkconvnet.plan.Tensor;

/** The interpreter's elementwise kernels and those that only move numbers. */
final class ElementKernels {
  private ElementKernels() {}

  /** max(y, 0), in place. */
  static double[] positivePart(double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(y[i], 0);
    }
    return y;
  }

  /** 1 where y > 0, else 0. */
  static double[] signs(double[] y) {
    double[] signs = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      signs[i] = y[i] > 0 ? 1 : 0;
    }
    return signs;
  }

  /** dy where {@code mask} > 0, else 0. */
  static double[] masked(double[] dy, double[] mask) {
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = mask[i] > 0 ? dy[i] : 0;
    }
    return dx;
  }

  /** exp(-(w[c] - x)^2 / sigma^2) for x of {@code dims} (N, C, ...). */
  static double[] radialBasis(double[] x, double[] w, double sigma, List<Integer> dims) {
    int positions = dims.stream().skip(2).reduce(1, Math::multiplyExact);
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double distance = (x[i] - w[i / positions % w.length]) / sigma;
      y[i] = Math.exp(-distance * distance);
    }
    return y;
  }

  /** 1 where a dropout keeps the element, else 0. */
  static double[] kept(int length, long stepSeed, int index, double rate) {
    long seed = DropoutMask.seed(stepSeed, index);
    long threshold = DropoutMask.threshold(rate);
    double[] kept = new double[length];
    for (int i = 0; i < length; i++) {
      kept[i] = DropoutMask.keeps(seed, i, threshold) ? 1 : 0;
    }
    return kept;
  }

  /** Each number {@code times} times in a row. */
  static double[] repeated(double[] numbers, int times) {
    double[] all = new double[numbers.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = numbers[i / times];
    }
    return all;
  }

  /** values / (1 - rate), in place. */
  static double[] enlarged(double[] values, double rate) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= 1 - rate;
    }
    return values;
  }

  /** y[i] = mean of the i-th run of {@code positions} numbers of x. */
  static double[] means(double[] x, int positions) {
    double[] y = new double[x.length / positions];
    for (int i = 0; i < x.length; i++) {
      y[i / positions] += x[i] / positions;
    }
    return y;
  }

  /** dx = each dy / positions, repeated {@code positions} times. */
  static double[] shares(double[] dy, int positions) {
    double[] dx = new double[dy.length * positions];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[i / positions] / positions;
    }
    return dx;
  }

  /** The sum of vectors of one length. */
  static double[] sum(List<double[]> terms) {
    double[] y = new double[terms.get(0).length];
    for (double[] term : terms) {
      for (int i = 0; i < y.length; i++) {
        y[i] += term[i];
      }
    }
    return y;
  }

  /** Parts (N, C_i, ...) stacked along the channels. */
  static double[] stacked(List<double[]> parts, int batch) {
    double[] y = new double[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (double[] part : parts) {
        int each = part.length / batch;
        System.arraycopy(part, n * each, y, at, each);
        at += each;
      }
    }
    return y;
  }

  /** The reverse of {@link #stacked}, for parts of the sizes of {@code shapes}. */
  static List<double[]> unstacked(double[] dy, List<Tensor> shapes, int batch) {
    List<double[]> parts = new ArrayList<>();
    for (Tensor shape : shapes) {
      parts.add(new double[(int) shape.elements()]);
    }
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (double[] part : parts) {
        int each = part.length / batch;
        System.arraycopy(dy, at, part, n * each, each);
        at += each;
      }
    }
    return parts;
  }
}
