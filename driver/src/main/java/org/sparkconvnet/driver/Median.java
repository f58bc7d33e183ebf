package org.sparkconvnet.driver;

import java.util.Arrays;

/** The middle of measurements, which one disturbance does not move. */
public final class Median {
  private Median() {}

  /**
   * Of so many values in any order, which stay as they are; of an even number of them the mean of
   * the two in the middle, of none NaN.
   */
  public static double of(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
