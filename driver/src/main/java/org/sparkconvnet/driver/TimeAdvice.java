package org.sparkconvnet.driver;

import java.util.Locale;
import java.util.Optional;

/**
 * What the split of a run's rounds suggests, in one line, where something is to be gained.
 *
 * <p>Handing weights out, taking them back, averaging them and Spark's own work cost the same
 * whatever the number of local steps; staging and computing grow with it. Where c is the share of
 * the former at tau local steps, at tau' it is c / (c + (1 - c) tau' / tau).
 */
public final class TimeAdvice {
  private static final long LEAST_ROUNDS = 20;
  private static final double MUCH_COMMUNICATION = 0.15;
  private static final double LITTLE_COMMUNICATION = 0.07;
  private static final double MUCH_WAITING = 0.2;
  private static final double MUCH_DATA = 0.25;
  private static final int LEAST_ROUNDS_AN_EPOCH = 4;
  private static final int MOST_LOCAL_STEPS = 64;

  private TimeAdvice() {}

  /** A step towards less of what costs most beside computing. */
  private record Candidate(double share, double enough, String text) {}

  /**
   * The line, or nothing where too few rounds were timed or nothing costs much.
   *
   * @param localSteps of a round
   * @param roundsPerEpoch of the run as it was
   */
  public static Optional<String> of(TimeSpent spent, int localSteps, int roundsPerEpoch) {
    if (spent.rounds() < LEAST_ROUNDS) {
      return Optional.empty();
    }
    RoundTimes mean = spent.mean();
    double total = mean.total();
    Candidate best = communication(mean, localSteps, roundsPerEpoch);
    for (Candidate other :
        new Candidate[] {waiting(mean.waited() / total), data(mean.data() / total)}) {
      boolean matters = other.share() >= other.enough();
      best = matters && (best == null || other.share() > best.share()) ? other : best;
    }
    return Optional.ofNullable(best).map(Candidate::text);
  }

  private static Candidate communication(RoundTimes mean, int localSteps, int roundsPerEpoch) {
    double share = mean.communication() / mean.total();
    long most =
        Math.min(
            (long) MOST_LOCAL_STEPS * localSteps,
            (long) roundsPerEpoch * localSteps / LEAST_ROUNDS_AN_EPOCH);
    long steps = localSteps;
    while (2 * steps <= most && with(share, steps, localSteps) > LITTLE_COMMUNICATION) {
      steps *= 2;
    }
    if (share < MUCH_COMMUNICATION || with(share, steps, localSteps) > share / 2) {
      return null; // little, or an epoch has too few minibatches to change that
    }
    return new Candidate(
        share,
        MUCH_COMMUNICATION,
        "%s of the time is communication: --local-steps %d would make it %s"
            .formatted(percent(share), steps, percent(with(share, steps, localSteps))));
  }

  /** The share of communication with more local steps. */
  private static double with(double share, long steps, int localSteps) {
    return share / (share + (1 - share) * steps / localSteps);
  }

  private static Candidate waiting(double share) {
    return new Candidate(
        share,
        MUCH_WAITING,
        "%s of the time is spent waiting for the slowest worker: 'doctor' shows whether other programs or a slower executor hold it up"
            .formatted(percent(share)));
  }

  private static Candidate data(double share) {
    return new Candidate(
        share,
        MUCH_DATA,
        "%s of the time prepares images: a cheaper --augment would free some of it"
            .formatted(percent(share)));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }
}
