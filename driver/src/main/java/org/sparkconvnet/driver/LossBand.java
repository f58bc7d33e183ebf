package org.sparkconvnet.driver;

/**
 * The band that a run's loss moves in: its running mean m and mean absolute deviation d, each with
 * weight 1/20 for the newest round. A round's loss is far above it where, after at least 20 rounds,
 * it exceeds m + 10 d and twice the larger of the first round's loss and ln(classes), that of a
 * blind guess: what a few hard images do to a small loss is none of it, and neither is a start that
 * is worse than guessing. Before that, where it exceeds ten times the same.
 */
final class LossBand {
  private static final int LEAST_ROUNDS = 20;
  private static final double NEWEST = 1.0 / 20;
  private static final double DEVIATIONS = 10;
  private static final double GUESSES = 2;

  private static final double FIRST_LOSSES = 10;

  long rounds;
  double first;
  double mean;
  double deviation;

  /** The largest loss that is not far above the band; infinite before the first round. */
  double limit(int classes) {
    if (rounds == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double guess = Math.max(first, Math.log(classes));
    return rounds < LEAST_ROUNDS
        ? FIRST_LOSSES * guess
        : Math.max(mean + DEVIATIONS * deviation, GUESSES * guess);
  }

  /** Counts a round's mean loss. */
  void add(double loss) {
    first = rounds == 0 ? loss : first;
    double weight = Math.max(NEWEST, 1.0 / (rounds + 1));
    deviation += weight * (Math.abs(loss - mean) - deviation);
    mean += weight * (loss - mean);
    deviation = rounds == 0 ? 0 : deviation;
    rounds++;
  }
}
