package org.sparkconvnet.driver;

/**
 * Where the time of many rounds went: the mean of their splits. A process's first rounds, in which
 * Java loads and compiles and kernels are made, count only as long as there are no others.
 */
public final class TimeSpent {
  /** Rounds that a run leaves out where it has more. */
  public static final int FIRST_ROUNDS = 3;

  private final int first;
  private long seen;
  private long counted;
  private RoundTimes sum = new RoundTimes(0, 0, 0, 0, 0, 0, 0);

  /**
   * @param first rounds that are left out where there are more
   */
  public TimeSpent(int first) {
    this.first = first;
  }

  /** Adds a round's. */
  public void add(RoundTimes times) {
    if (seen++ == first) {
      sum = new RoundTimes(0, 0, 0, 0, 0, 0, 0);
      counted = 0;
    }
    sum = sum.plus(times);
    counted++;
  }

  /** Rounds that count. */
  public long rounds() {
    return counted;
  }

  /** The mean over the rounds that count; there must be one. */
  public RoundTimes mean() {
    return sum.times(1.0 / counted);
  }
}
