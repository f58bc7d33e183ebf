package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Parts of a minibatch meet each example once, and none is larger than was asked for. */
final class MicroBatchesTest {
  @Test
  void partsFollowOneAnotherAndAreNearlyEqual() {
    for (int most = 1; most <= 20; most++) {
      MicroBatches micro = new MicroBatches(most);
      for (int size = 1; size <= 70; size++) {
        int start = 0;
        for (int part = 0; part < micro.parts(size); part++) {
          assertEquals(start, micro.start(size, part));
          int examples = micro.size(size, part);
          assertTrue(examples >= 1 && examples <= most);
          assertTrue(micro.size(size, 0) - examples <= 1);
          start += examples;
        }
        assertEquals(size, start);
        assertTrue(micro.parts(size) == 1 || (micro.parts(size) - 1) * most < size);
      }
    }
  }

  @Test
  void withoutAMostNothingIsParted() {
    MicroBatches whole = new MicroBatches(0);
    assertEquals(1, whole.parts(1000));
    assertEquals(1000, whole.size(1000, 0));
    assertEquals(Set.of(7, 8), whole.sizes(List.of(7, 8)));
  }

  @Test
  void sizesAreThoseOfAllParts() {
    assertEquals(Set.of(4), new MicroBatches(4).sizes(List.of(8, 4)));
    assertEquals(Set.of(3, 4), new MicroBatches(4).sizes(List.of(7)));
    assertEquals(Set.of(2, 3), new MicroBatches(4).sizes(List.of(5)));
    assertThrows(IllegalArgumentException.class, () -> new MicroBatches(-1));
  }
}
