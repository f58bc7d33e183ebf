package org.sparkconvnet.jobs;

/** Ranges of options; a value outside is told with the option's name. */
final class Checks {
  private Checks() {}

  static void atLeast(String option, double value, double least) {
    if (!(value >= least)) {
      throw new UsageException(
          option + " must be at least " + text(least) + ", got " + text(value));
    }
  }

  static void within(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new UsageException(
          option + " must be from " + text(least) + " to " + text(most) + ", got " + text(value));
    }
  }

  static void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UsageException(option + " must be positive, got " + text(value));
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
