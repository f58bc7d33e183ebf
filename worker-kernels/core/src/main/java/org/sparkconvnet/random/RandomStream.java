package org.sparkconvnet.random;

/**
 * A SplitMix64 sequence: state advances by a constant, {@link Seeds#mix} scrambles it. Its bits are
 * fixed by this class, not by the JDK, so a run repeats on any Java version. Reusable: {@link
 * #reset} starts another sequence without allocating. Not thread-safe.
 */
public final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TWO_TO_MINUS_53 = 0x1.0p-53;
  private static final float TWO_TO_MINUS_24 = 0x1.0p-24f;

  private long state;
  private double spareGaussian;
  private boolean hasSpareGaussian;

  public RandomStream(long seed) {
    reset(seed);
  }

  /** Starts the sequence of {@code seed}. */
  public void reset(long seed) {
    state = seed;
    hasSpareGaussian = false;
  }

  /** The next 64 uniform bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return Seeds.mix(state);
  }

  /**
   * A uniform integer in [0, bound), by multiplication and rejection (Lemire, 2019), without bias.
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, got " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1), 24 bits. */
  public float nextFloat() {
    return (nextLong() >>> 40) * TWO_TO_MINUS_24;
  }

  /** Uniform in [0, 1), 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * TWO_TO_MINUS_53;
  }

  /** Standard normal, by the polar method (Marsaglia, Bray, 1964), with StrictMath's logarithm. */
  public double nextGaussian() {
    if (hasSpareGaussian) {
      hasSpareGaussian = false;
      return spareGaussian;
    }
    double u;
    double v;
    double squared;
    do {
      u = 2 * nextDouble() - 1;
      v = 2 * nextDouble() - 1;
      squared = u * u + v * v;
    } while (squared >= 1 || squared == 0);
    double factor = StrictMath.sqrt(-2 * StrictMath.log(squared) / squared);
    spareGaussian = v * factor;
    hasSpareGaussian = true;
    return u * factor;
  }
}
