package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/**
 * Standard normal numbers by table: 4096 equally likely values, the normal quantiles of (i + 1/2) /
 * 4096 scaled to variance exactly 1 (mean 0 by symmetry). Five come from each 64-bit word, 12 bits
 * a number. The largest value is about 3.7; good for noise, not for studying tails.
 */
final class GaussianTable {
  private static final int INDEX_BITS = 12;
  private static final int SIZE = 1 << INDEX_BITS;
  private static final int MASK = SIZE - 1;
  private static final int PER_WORD = Long.SIZE / INDEX_BITS;
  private static final float[] QUANTILES = quantiles();

  private GaussianTable() {}

  /** {@code target[offset + i] += std * z_i} for i in [0, count), z_i drawn from {@code random}. */
  static void addNoise(float[] target, int offset, int count, float std, RandomStream random) {
    int i = offset;
    int end = offset + count;
    for (; i <= end - PER_WORD; i += PER_WORD) {
      long word = random.nextLong();
      target[i] += std * QUANTILES[(int) word & MASK];
      target[i + 1] += std * QUANTILES[(int) (word >>> INDEX_BITS) & MASK];
      target[i + 2] += std * QUANTILES[(int) (word >>> 2 * INDEX_BITS) & MASK];
      target[i + 3] += std * QUANTILES[(int) (word >>> 3 * INDEX_BITS) & MASK];
      target[i + 4] += std * QUANTILES[(int) (word >>> 4 * INDEX_BITS) & MASK];
    }
    for (long word = random.nextLong(); i < end; i++, word >>>= INDEX_BITS) {
      target[i] += std * QUANTILES[(int) word & MASK];
    }
  }

  private static float[] quantiles() {
    double[] upper = new double[SIZE / 2];
    double squares = 0;
    double start = 0;
    for (int i = 0; i < upper.length; i++) {
      start = quantile((upper.length + i + 0.5) / SIZE, start);
      upper[i] = start;
      squares += start * start;
    }
    double scale = 1 / Math.sqrt(squares / upper.length);
    float[] table = new float[SIZE];
    for (int i = 0; i < upper.length; i++) {
      table[upper.length + i] = (float) (upper[i] * scale);
      table[upper.length - 1 - i] = -table[upper.length + i];
    }
    return table;
  }

  /** Solves cumulative(x) = probability by Newton's method from {@code start}. */
  private static double quantile(double probability, double start) {
    double x = start;
    for (int step = 0; step < 20; step++) {
      x -= (cumulative(x) - probability) / density(x);
    }
    return x;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
  }

  /** 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...) (Marsaglia, 2004). */
  private static double cumulative(double x) {
    double term = x;
    double sum = x;
    for (int odd = 3; odd < 200; odd += 2) {
      term *= x * x / odd;
      sum += term;
    }
    return 0.5 + density(x) * sum;
  }
}
