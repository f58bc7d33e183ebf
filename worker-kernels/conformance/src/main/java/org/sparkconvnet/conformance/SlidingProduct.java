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
            for (Taps.Run run : taps.runs(t)) {
              gather(y, yAt + run.output(), w[wAt + t], x, xAt + run.input(), run.length());
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
            for (Taps.Run run : taps.runs(t)) {
              dw[wAt + t] += dot(dy, yAt + run.output(), x, xAt + run.input(), run.length());
            }
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
            for (Taps.Run run : taps.runs(t)) {
              scatter(dx, xAt + run.input(), w[wAt + t], dy, yAt + run.output(), run.length());
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

  /** y[yAt + i] += weight x[xAt + i step]. */
  private void gather(double[] y, int yAt, double weight, double[] x, int xAt, int length) {
    int step = taps.step();
    if (step == 1) {
      for (int i = 0; i < length; i++) {
        y[yAt + i] += weight * x[xAt + i];
      }
      return;
    }
    for (int i = 0; i < length; i++) {
      y[yAt + i] += weight * x[xAt + i * step];
    }
  }

  /** x[xAt + i step] += weight y[yAt + i]. */
  private void scatter(double[] x, int xAt, double weight, double[] y, int yAt, int length) {
    int step = taps.step();
    if (step == 1) {
      gather(x, xAt, weight, y, yAt, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      x[xAt + i * step] += weight * y[yAt + i];
    }
  }

  /** sum of y[yAt + i] x[xAt + i step]. */
  private double dot(double[] y, int yAt, double[] x, int xAt, int length) {
    double sum = 0;
    int step = taps.step();
    for (int i = 0; i < length; i++) {
      sum += y[yAt + i] * x[xAt + i * step];
    }
    return sum;
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
