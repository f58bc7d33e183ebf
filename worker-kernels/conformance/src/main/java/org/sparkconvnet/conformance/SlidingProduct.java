package org.sparkconvnet.conformance;

/**
 * The three products of a convolution, directly from their sums. x is (N, C, inPositions), y is (N,
 * K, outPositions), w is (K, C/groups, taps). A dense layer is the case of one position and one
 * tap.
 */
record SlidingProduct(
    int batch,
    int channels,
    int filters,
    int groups,
    int inPositions,
    int outPositions,
    Taps taps) {

  /** y[n,k,o] = sum over c of k's group and taps t of w[k,c,t] x[n,c,in(o,t)]. */
  double[] forward(double[] x, double[] w) {
    double[] y = new double[batch * filters * outPositions];
    eachPlanePair(
        (xAt, yAt, wAt) -> {
          for (int t = 0; t < taps.count(); t++) {
            int[] out = taps.outputs(t);
            int[] in = taps.inputs(t);
            double weight = w[wAt + t];
            for (int i = 0; i < out.length; i++) {
              y[yAt + out[i]] += weight * x[xAt + in[i]];
            }
          }
        });
    return y;
  }

  /** dw[k,c,t] = sum over n, o of dy[n,k,o] x[n,c,in(o,t)]. */
  double[] backwardWeights(double[] x, double[] dy) {
    double[] dw = new double[filters * channelsPerGroup() * taps.count()];
    eachPlanePair(
        (xAt, yAt, wAt) -> {
          for (int t = 0; t < taps.count(); t++) {
            int[] out = taps.outputs(t);
            int[] in = taps.inputs(t);
            double sum = 0;
            for (int i = 0; i < out.length; i++) {
              sum += dy[yAt + out[i]] * x[xAt + in[i]];
            }
            dw[wAt + t] += sum;
          }
        });
    return dw;
  }

  /** dx[n,c,i] = sum over k of c's group, and o, t with in(o,t) = i, of dy[n,k,o] w[k,c,t]. */
  double[] backwardData(double[] dy, double[] w) {
    double[] dx = new double[batch * channels * inPositions];
    eachPlanePair(
        (xAt, yAt, wAt) -> {
          for (int t = 0; t < taps.count(); t++) {
            int[] out = taps.outputs(t);
            int[] in = taps.inputs(t);
            double weight = w[wAt + t];
            for (int i = 0; i < out.length; i++) {
              dx[xAt + in[i]] += weight * dy[yAt + out[i]];
            }
          }
        });
    return dx;
  }

  int channelsPerGroup() {
    return channels / groups;
  }

  int filtersPerGroup() {
    return filters / groups;
  }

  /** Products in one number of y. */
  int termsForward() {
    return channelsPerGroup() * taps.count();
  }

  /** Products in one number of dw; also what one number of db sums. */
  int termsWeights() {
    return batch * outPositions;
  }

  /** Products in one number of dx, at most. */
  int termsData() {
    return filtersPerGroup() * taps.count();
  }

  /** One plane of x, of y, and the taps between them, by where each starts in its array. */
  private interface PlanePair {
    void at(int xAt, int yAt, int wAt);
  }

  private void eachPlanePair(PlanePair pair) {
    for (int n = 0; n < batch; n++) {
      for (int k = 0; k < filters; k++) {
        int firstChannel = k / filtersPerGroup() * channelsPerGroup();
        for (int c = 0; c < channelsPerGroup(); c++) {
          pair.at(
              (n * channels + firstChannel + c) * inPositions,
              (n * filters + k) * outPositions,
              (k * channelsPerGroup() + c) * taps.count());
        }
      }
    }
  }
}
