package org.sparkconvnet.audit;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Pearson's test of independence in a table of counts (1900): statistic = sum of (observed -
 * expected)^2 / expected, expected = row sum times column sum / total. Rows and columns that are 0
 * throughout are left out.
 *
 * @param statistic chi squared
 * @param degrees of freedom, (rows - 1)(columns - 1)
 * @param probability p of at least this statistic where rows and columns are independent; 1 where
 *     there is nothing to compare
 */
public record ChiSquared(double statistic, int degrees, double probability) {
  /** The p below which a table is taken to be no chance. */
  public static final double SUSPICIOUS = 1e-4;

  /** The test of {@code counts[row][column]}. */
  public static ChiSquared of(long[][] counts) {
    int columns = counts.length == 0 ? 0 : counts[0].length;
    double[] rowSums = new double[counts.length];
    double[] columnSums = new double[columns];
    double total = 0;
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < columns; column++) {
        rowSums[row] += counts[row][column];
        columnSums[column] += counts[row][column];
        total += counts[row][column];
      }
    }
    double statistic = 0;
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < columns; column++) {
        double expected = rowSums[row] * columnSums[column] / total;
        if (expected > 0) {
          double difference = counts[row][column] - expected;
          statistic += difference * difference / expected;
        }
      }
    }
    int degrees = Math.max(0, (positive(rowSums) - 1) * (positive(columnSums) - 1));
    double probability =
        degrees == 0
            ? 1
            : 1 - new ChiSquaredDistribution(null, degrees).cumulativeProbability(statistic);
    return new ChiSquared(statistic, degrees, Math.max(0, probability));
  }

  /** Whether the labels are too uneven for chance. */
  public boolean suspicious() {
    return probability < SUSPICIOUS;
  }

  private static int positive(double[] sums) {
    int count = 0;
    for (double sum : sums) {
      count += sum > 0 ? 1 : 0;
    }
    return count;
  }
}
