package org.sparkconvnet.noise;

/**
 * Estimates the gradient's noise from the gradients g_1 .. g_m of independent minibatches of b
 * examples, without bias:
 *
 * <pre>
 * V             = sum_j |g_j - mean|^2 / (m - 1)
 * tr(Sigma)     = b V
 * |G|^2         = |mean|^2 - V / m
 * </pre>
 *
 * <p>These are the estimators of McCandlish et al., 2018, appendix A.1, for the two minibatch sizes
 * b and m b, the large one being all the small ones together. Minibatches are dealt in turn to
 * groups, whose sums are kept: 8 bytes a parameter and group.
 */
public final class NoiseEstimator {
  /** Groups of the jackknife. */
  public static final int GROUPS = 8;

  private final int batch;
  private final double[][] sums; // (groups, parameters)
  private final double[] squares = new double[GROUPS]; // of |g_j|^2
  private final int[] counts = new int[GROUPS];
  private int minibatches;

  /** An estimator for minibatches of {@code batch} examples. */
  public NoiseEstimator(int parameters, int batch) {
    this.batch = batch;
    this.sums = new double[GROUPS][parameters];
  }

  /** Takes the gradient of the mean loss of one more minibatch. */
  public void add(float[] gradient) {
    int group = minibatches % GROUPS;
    double[] sum = sums[group];
    double square = 0;
    for (int i = 0; i < sum.length; i++) {
      double value = gradient[i];
      sum[i] += value;
      square += value * value;
    }
    squares[group] += square;
    counts[group]++;
    minibatches++;
  }

  /** The estimates and their errors; at least two minibatches a group are needed. */
  public NoiseEstimate estimate() {
    if (minibatches < 2 * GROUPS) {
      throw new IllegalStateException(
          "%d minibatches are too few, %d are needed".formatted(minibatches, 2 * GROUPS));
    }
    double[] total = new double[sums[0].length];
    for (double[] sum : sums) {
      for (int i = 0; i < total.length; i++) {
        total[i] += sum[i];
      }
    }
    double square = 0;
    for (double groupSquare : squares) {
      square += groupSquare;
    }
    double totalSquare = product(total, total);
    double[] all = values(minibatches, totalSquare, square);
    double[][] left = new double[GROUPS][];
    for (int group = 0; group < GROUPS; group++) {
      double others =
          totalSquare - 2 * product(total, sums[group]) + product(sums[group], sums[group]);
      left[group] = values(minibatches - counts[group], others, square - squares[group]);
    }
    return new NoiseEstimate(
        batch,
        minibatches,
        all[0],
        jackknife(left, 0),
        all[1],
        jackknife(left, 1),
        all[2],
        jackknife(left, 2));
  }

  /** tr(Sigma), |G|^2 and their ratio, of m gradients with |sum|^2 and sum of squares given. */
  private double[] values(int m, double sumSquared, double squares) {
    double variance = (squares - sumSquared / m) / (m - 1);
    double trace = batch * variance;
    double squaredNorm = sumSquared / m / m - variance / m;
    return new double[] {trace, squaredNorm, trace / squaredNorm};
  }

  /** sqrt((k - 1) / k sum of (x_r - mean)^2) over the k values that leave out one group each. */
  private static double jackknife(double[][] left, int value) {
    double mean = 0;
    for (double[] values : left) {
      mean += values[value] / left.length;
    }
    double sum = 0;
    for (double[] values : left) {
      sum += (values[value] - mean) * (values[value] - mean);
    }
    return Math.sqrt(sum * (left.length - 1) / left.length);
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
