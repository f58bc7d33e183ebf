package org.sparkconvnet.cudnn;

/**
 * The numbers that change from step to step, in device memory so that a recorded graph of launches
 * reads them anew: rate and decay (float32 each), then one int64 seed for each dropout.
 */
final class StepValues {
  private static final long SEEDS = 2L * Float.BYTES;

  private StepValues() {}

  /** Rate, then decay. */
  static Slot descent() {
    return new Slot("step.descent", Region.STEP, 0, SEEDS);
  }

  /** The {@code number}th dropout's seed. */
  static Slot seed(int number) {
    return new Slot(
        "step.seed" + number, Region.STEP, seedOffset(number), Long.BYTES, ElementType.OTHER);
  }

  static long seedOffset(int number) {
    return SEEDS + (long) Long.BYTES * number;
  }

  static long bytes(int seeds) {
    return seedOffset(seeds);
  }
}
