package org.sparkconvnet.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds images that are in the data more than once, training and test images together.
 *
 * <p>Exact: equal digests. Near: difference hashes at most 7 bits apart and 8 x 8 thumbnails that,
 * less their means, differ by at most a fifth of the smaller one's standard deviation; nearly blank
 * images are left out. Hashes within 7 bits agree in one of their eight bytes, so only images that
 * share a byte are compared, each with at most {@link #NEIGHBOURS} following ones in the order of
 * the hashes, turned so that this byte comes first: the cost is bounded by 8 N NEIGHBOURS
 * comparisons of a word, and beyond some hundred thousand images pairs may be missed.
 */
final class Duplicates {
  /** A pair of images, by number over training images and then test images. */
  record Pair(int first, int second) {}

  static final int NEIGHBOURS = 500;

  private static final int NEAREST_BITS = 7;
  private static final double DIFFERENCE = 0.2;

  private final ImageFacts facts;

  Duplicates(ImageFacts facts) {
    this.facts = facts;
  }

  /** Each image that equals an earlier one, with the first that it equals. */
  List<Pair> exact() {
    Map<Key, Integer> seen = new HashMap<>();
    List<Pair> pairs = new ArrayList<>();
    for (int image = 0; image < facts.size(); image++) {
      long[] digest = facts.digest(image);
      Integer first = seen.putIfAbsent(new Key(digest[0], digest[1]), image);
      if (first != null) {
        pairs.add(new Pair(first, image));
      }
    }
    return pairs;
  }

  private record Key(long high, long low) {}

  /** Pairs of images that are near duplicates and not equal, by ascending numbers. */
  List<Pair> near() {
    Integer[] order =
        IntStream.range(0, facts.size())
            .filter(image -> facts.spread(image) >= DataAudit.NEARLY_BLANK)
            .boxed()
            .toArray(Integer[]::new);
    Set<Pair> pairs = new HashSet<>();
    for (int part = 0; part < Long.BYTES; part++) {
      int turn = part * Byte.SIZE;
      Arrays.sort(
          order,
          Comparator.<Integer>comparingLong(image -> Long.rotateLeft(facts.hash(image), turn))
              .thenComparingInt(image -> image));
      for (int i = 0; i < order.length; i++) {
        pairWithFollowing(order, i, turn, pairs);
      }
    }
    List<Pair> sorted = new ArrayList<>(pairs);
    sorted.sort(Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second));
    return sorted;
  }

  private void pairWithFollowing(Integer[] order, int i, int turn, Set<Pair> pairs) {
    long hash = facts.hash(order[i]);
    int end = Math.min(order.length, i + 1 + NEIGHBOURS);
    for (int j = i + 1; j < end; j++) {
      long differing = hash ^ facts.hash(order[j]);
      if (Long.rotateLeft(differing, turn) >>> Long.SIZE - Byte.SIZE != 0) {
        return; // the byte is another from here on
      }
      if (Long.bitCount(differing) <= NEAREST_BITS && alike(order[i], order[j])) {
        pairs.add(new Pair(Math.min(order[i], order[j]), Math.max(order[i], order[j])));
      }
    }
  }

  private boolean alike(int first, int second) {
    if (Arrays.equals(facts.digest(first), facts.digest(second))) {
      return false;
    }
    byte[] a = facts.thumbnail(first);
    byte[] b = facts.thumbnail(second);
    double sumA = 0;
    double sumB = 0;
    double squaresA = 0;
    double squaresB = 0;
    double products = 0;
    for (int i = 0; i < a.length; i++) {
      int valueA = a[i] & 0xFF;
      int valueB = b[i] & 0xFF;
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
    double varianceA = squaresA / a.length - sumA * sumA / a.length / a.length;
    double varianceB = squaresB / a.length - sumB * sumB / a.length / a.length;
    double covariance = products / a.length - sumA * sumB / a.length / a.length;
    double squaredDifference = varianceA + varianceB - 2 * covariance;
    return squaredDifference <= DIFFERENCE * DIFFERENCE * Math.min(varianceA, varianceB);
  }
}
