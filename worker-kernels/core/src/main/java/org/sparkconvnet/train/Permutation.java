package org.sparkconvnet.train;

import org.sparkconvnet.random.RandomStream;

/** Seeded uniform permutations by the Fisher-Yates shuffle (Durstenfeld, 1964). */
public final class Permutation {
  private Permutation() {}

  /** Fills {@code order} with a permutation of 0 .. order.length - 1, a function of the stream. */
  public static void fill(int[] order, RandomStream random) {
    fill(order, order.length, random);
  }

  /** Fills the first {@code count} with a permutation of 0 .. count - 1. */
  static void fill(int[] order, int count, RandomStream random) {
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** A permutation of 0 .. length - 1, a function of the seed. */
  public static int[] of(int length, long seed) {
    int[] order = new int[length];
    fill(order, new RandomStream(seed));
    return order;
  }
}
