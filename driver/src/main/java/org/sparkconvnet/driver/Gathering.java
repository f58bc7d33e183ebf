package org.sparkconvnet.driver;

import java.io.Serializable;

/**
 * How a round's results are gathered.
 *
 * @param average how they become one mean
 * @param quorum share of the workers, in (0, 1], that a round needs once its time is over; 1 waits
 *     for all
 * @param timeoutSeconds how long a round waits for all workers before the quorum is enough; 0 where
 *     it always waits for all
 */
public record Gathering(Averaging average, double quorum, double timeoutSeconds)
    implements Serializable {
  /** Collects the float32 weights of all workers. */
  public static final Gathering DEFAULT = new Gathering(Averaging.COLLECT, 1, 0);

  public Gathering {
    if (!(quorum > 0 && quorum <= 1)) {
      throw new IllegalArgumentException("a quorum must be in (0, 1], got " + quorum);
    }
    if (!(timeoutSeconds >= 0) || Double.isInfinite(timeoutSeconds)) {
      throw new IllegalArgumentException(
          "a round's time must not be negative, got " + timeoutSeconds);
    }
    if ((quorum < 1) != (timeoutSeconds > 0)) {
      throw new IllegalArgumentException(
          "a quorum below 1 and a round's time go together, got %s and %s"
              .formatted(quorum, timeoutSeconds));
    }
    if (quorum < 1 && (average == Averaging.BF16 || average == Averaging.REDUCE_SCATTER)) {
      throw new IllegalArgumentException(
          "a quorum needs the averaging collect; %s wants what every worker returns"
              .formatted(average.text()));
    }
  }

  /** The same with another strategy. */
  public Gathering withAverage(Averaging other) {
    return new Gathering(other, quorum, timeoutSeconds);
  }

  /** The same with a quorum. */
  public Gathering withQuorum(double share, double seconds) {
    return new Gathering(average, share, seconds);
  }

  /** Whether rounds may end without some workers: such a run cannot be repeated bit for bit. */
  public boolean mayLeaveOut() {
    return quorum < 1;
  }

  /** How many of so many workers are enough when the time is over. */
  int enough(int workers) {
    return Math.max(1, (int) Math.ceil(quorum * workers - 1e-9));
  }
}
