package org.sparkconvnet.plan;

import org.sparkconvnet.random.Seeds;

/**
 * Which elements a dropout keeps: counter-based, so any backend can compute any element on its own
 * and a retried step drops the same ones.
 */
public final class DropoutMask {
  private DropoutMask() {}

  /** The seed of one dropout op in one step. */
  public static long seed(long stepSeed, int opIndex) {
    return Seeds.of(stepSeed, Seeds.Purpose.DROPOUT, opIndex);
  }

  /** The least 32-bit word that is kept: P(word >= threshold) = 1 - rate. */
  public static long threshold(double rate) {
    return Math.round(rate * 0x1p32);
  }

  /** True where element {@code index} (row-major) of an op seeded {@code opSeed} is kept. */
  public static boolean keeps(long opSeed, long index, long threshold) {
    return (Seeds.mix(opSeed + index * 0x9E3779B97F4A7C15L) >>> 32) >= threshold;
  }
}
