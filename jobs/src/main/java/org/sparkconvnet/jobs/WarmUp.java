package org.sparkconvnet.jobs;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * The time in which Java compiles what runs often, and takes cores from what is measured: over when
 * its compilers were nearly idle for a while, and after a minute in any case.
 */
final class WarmUp {
  private static final long SHORTEST_NANOS = 4_000_000_000L;
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long LOOK_NANOS = 2_000_000_000L;
  private static final double IDLE = 0.05;

  private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
  private long started;
  private long looked;
  private long compiledMillis;

  /** Tells whether it is over; to be asked often, with {@link System#nanoTime}. */
  boolean isOver(long now) {
    if (started == 0) {
      started = now;
      look(now);
    }
    if (now - looked < LOOK_NANOS) {
      return false;
    }
    double busy = 1e6 * (compilers.getTotalCompilationTime() - compiledMillis) / (now - looked);
    look(now);
    long taken = now - started;
    return taken >= LONGEST_NANOS || taken >= SHORTEST_NANOS && busy < IDLE;
  }

  private void look(long now) {
    looked = now;
    compiledMillis = compilers.getTotalCompilationTime();
  }
}
