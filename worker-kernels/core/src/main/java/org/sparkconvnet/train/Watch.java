package org.sparkconvnet.train;

/**
 * The best of a number that is seen once an epoch, and for how many epochs it has not been
 * bettered.
 *
 * @param best so far; NaN before the first
 * @param since epochs without an improvement
 */
public record Watch(double best, int since) {
  /** Nothing seen yet. */
  public static final Watch NEW = new Watch(Double.NaN, 0);

  /**
   * After another epoch.
   *
   * @param value to be small
   * @param least by how much it must be below the best to count
   */
  public Watch see(double value, double least) {
    boolean better = Double.isNaN(best) || value < best && best - value >= least;
    return better ? new Watch(value, 0) : new Watch(best, since + 1);
  }

  /** Whether the value seen last is the best. */
  public boolean improved() {
    return since == 0;
  }
}
