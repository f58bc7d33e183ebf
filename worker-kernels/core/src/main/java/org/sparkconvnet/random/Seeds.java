package org.sparkconvnet.random;

/**
 * Derives independent 64-bit seeds from a run's seed and coordinates such as (purpose, epoch,
 * example). Every random decision of a run is a pure function of such a seed, which is why a
 * retried task computes the same bits.
 */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** What a seed is for: keeps, say, the shuffle and the augmentation of one epoch independent. */
  public enum Purpose {
    INITIALIZATION,
    SHARDING,
    SHUFFLE,
    AUGMENTATION,
    DROPOUT,
    GENERATED_DATA,
    SAMPLE,
    VALIDATION,
    MIXING
  }

  /** The seed for one purpose at the given coordinates. */
  public static long of(long seed, Purpose purpose, long... coordinates) {
    long state = mix(seed + GOLDEN_GAMMA * (purpose.ordinal() + 1));
    for (long coordinate : coordinates) {
      state = mix(state ^ mix(coordinate + GOLDEN_GAMMA));
    }
    return state;
  }

  /**
   * The SplitMix64 finaliser, a bijection of 64-bit words whose output bits each depend on every
   * input bit (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
   */
  public static long mix(long word) {
    long z = word;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
