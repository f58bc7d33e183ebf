package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;

/** The interpreter's local response normalisation of x of dims (N, C, ...). */
final class NeighbourKernels {
  private final Layer.LocalResponseNormalization settings;
  private final int examples;
  private final int channels;
  private final int positions;

  NeighbourKernels(Layer.LocalResponseNormalization settings, List<Integer> dims) {
    this.settings = settings;
    this.examples = dims.get(0);
    this.channels = dims.get(1);
    this.positions = dims.stream().skip(2).reduce(1, Math::multiplyExact);
  }

  /** Each element's square goes to the sums of its neighbours. */
  double[] sums(double[] x) {
    double[] sums = new double[x.length];
    Arrays.fill(sums, settings.k());
    eachPair((i, j) -> sums[j] += settings.alpha() * x[i] * x[i] / settings.size());
    return sums;
  }

  double[] quotients(double[] x, double[] sums) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] * Math.exp(-settings.beta() * Math.log(sums[i]));
    }
    return y;
  }

  double[] gradient(double[] x, double[] sums, double[] dy) {
    double[] dx = quotients(dy, sums);
    double[] y = quotients(x, sums);
    double factor = 2 * settings.alpha() * settings.beta() / settings.size();
    eachPair((i, j) -> dx[j] -= factor * x[j] * dy[i] * y[i] / sums[i]);
    return dx;
  }

  private interface Pair {
    void at(int i, int j);
  }

  private void eachPair(Pair pair) {
    int reach = (settings.size() - 1) / 2;
    int planes = channels * positions;
    for (int start = 0; start < examples * planes; start++) {
      for (int step = -reach; step <= reach; step++) {
        int other = start % planes + step * positions;
        if (other >= 0 && other < planes) {
          pair.at(start, start + step * positions);
        }
      }
    }
  }
}
