package org.sparkconvnet.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The least time that each call of a program took over some steps. The sum of those is a step's
 * time without disturbance: far steadier than the least time of a whole step, since each call needs
 * only one quiet moment of its own.
 */
final class CallTimings {
  private final List<Call> calls;
  private final long[] nanoseconds;

  CallTimings(List<Call> calls) {
    this.calls = calls;
    this.nanoseconds = new long[calls.size()];
    Arrays.fill(nanoseconds, Long.MAX_VALUE);
  }

  /**
   * Takes a reading. One of no time, as virtual machines' clocks of processor time give now and
   * then, says nothing.
   */
  void record(int call, long elapsed) {
    if (elapsed > 0) {
      nanoseconds[call] = Math.min(nanoseconds[call], elapsed);
    }
  }

  /** Nanoseconds of a step. */
  long step() {
    return IntStream.range(0, nanoseconds.length).mapToLong(this::least).sum();
  }

  /** Nanoseconds of the calls of that name: of one op, without the reorders it brought; 0: none. */
  long of(String name) {
    long sum = 0;
    for (int i = 0; i < nanoseconds.length; i++) {
      if (calls.get(i).name().equals(name)) {
        sum += least(i);
      }
    }
    return sum;
  }

  /** Never nothing: a call without a reading is still a call. */
  private long least(int call) {
    return nanoseconds[call] == Long.MAX_VALUE ? 1 : nanoseconds[call];
  }

  /** One line for each call, in order. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < nanoseconds.length; i++) {
      text.append(String.format("%9.1f us  %s%n", least(i) / 1e3, calls.get(i)));
    }
    return text.toString();
  }
}
