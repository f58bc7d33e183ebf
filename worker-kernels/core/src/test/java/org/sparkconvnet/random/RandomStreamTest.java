package org.sparkconvnet.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  /** The published first outputs of SplitMix64 from seed 1234567. */
  @Test
  void theSequenceIsSplitMix64() {
    RandomStream random = new RandomStream(1234567);
    assertEquals(6457827717110365317L, random.nextLong());
    assertEquals(3203168211198807973L, random.nextLong());
  }

  @Test
  void boundedIntegersAreUniform() {
    RandomStream random = new RandomStream(9);
    int[] counts = new int[7];
    int draws = 700_000;
    for (int i = 0; i < draws; i++) {
      counts[random.nextInt(7)]++;
    }
    double chiSquared = 0;
    for (int count : counts) {
      chiSquared += Math.pow(count - draws / 7.0, 2) / (draws / 7.0);
    }
    // 6 degrees of freedom: 22.5 is exceeded once in a thousand.
    assertTrue(chiSquared < 22.5, "chi-squared " + chiSquared);
  }

  @Test
  void seedsOfDifferentCoordinatesDiffer() {
    Set<Long> seeds = new HashSet<>();
    for (Seeds.Purpose purpose : Seeds.Purpose.values()) {
      for (int a = 0; a < 50; a++) {
        for (int b = 0; b < 50; b++) {
          seeds.add(Seeds.of(1, purpose, a, b));
        }
      }
    }
    assertEquals(Seeds.Purpose.values().length * 2500, seeds.size());
    assertNotEquals(
        Seeds.of(1, Seeds.Purpose.SHUFFLE, 1, 2), Seeds.of(1, Seeds.Purpose.SHUFFLE, 2, 1));
  }
}
