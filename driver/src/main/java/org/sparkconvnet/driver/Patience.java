package org.sparkconvnet.driver;

/**
 * How long a round waits: for all workers within its time, thereafter until a quorum is there. A
 * round without a quorum waits for all.
 */
final class Patience {
  private static final double NANOS = 1e9;

  private final int workers;
  private final int enough;
  private final boolean mayLeaveOut;
  private final long end;

  /** Begins now. */
  Patience(Gathering gathering, int workers) {
    this.workers = workers;
    this.enough = gathering.enough(workers);
    this.mayLeaveOut = gathering.mayLeaveOut();
    this.end = System.nanoTime() + (long) (gathering.timeoutSeconds() * NANOS);
  }

  /** Whether to wait on, when so many have come. */
  boolean waits(int come) {
    return come < workers && !(mayLeaveOut && come >= enough && System.nanoTime() - end >= 0);
  }

  /** How long the next result may take before {@link #waits} is to be asked again. */
  long nanosLeft(int come) {
    return mayLeaveOut && come >= enough ? Math.max(0, end - System.nanoTime()) : Long.MAX_VALUE;
  }
}
