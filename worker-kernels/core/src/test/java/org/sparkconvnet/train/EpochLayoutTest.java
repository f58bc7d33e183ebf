package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.DataException;

class EpochLayoutTest {
  @Test
  void cifarWithTwoWorkersHasMinibatchesOf64And63() {
    EpochLayout layout = new EpochLayout(50_000, 2, 64);
    assertEquals(25_000, layout.shardSize(0));
    assertEquals(391, layout.steps());
    assertEquals(40, layout.rounds(10));
    assertEquals(new TreeSet<>(List.of(63, 64)), layout.sizes());
    assertEquals(64, layout.size(0, 0));
    assertEquals(63, layout.size(0, 390));
  }

  @Test
  void everyPositionOfEveryShardIsInExactlyOneMinibatch() {
    for (int examples = 12; examples < 90; examples++) {
      for (int workers = 1; workers <= 4; workers++) {
        for (int batch = 1; batch * workers <= Math.min(examples, 3 * workers); batch++) {
          check(new EpochLayout(examples, workers, batch));
        }
      }
    }
  }

  private static void check(EpochLayout layout) {
    SortedSet<Integer> sizes = new TreeSet<>();
    int examples = 0;
    for (int worker = 0; worker < layout.workers(); worker++) {
      int next = 0;
      for (int step = 0; step < layout.steps(); step++) {
        assertEquals(next, layout.start(worker, step), layout.toString());
        next += layout.size(worker, step);
        if (layout.size(worker, step) > 0) {
          sizes.add(layout.size(worker, step));
        } else {
          assertEquals(1, layout.batch(), layout.toString());
        }
      }
      assertEquals(layout.shardSize(worker), next, layout.toString());
      assertTrue(layout.shardSize(0) - layout.shardSize(worker) <= 1, layout.toString());
      examples += next;
    }
    assertEquals(layout.examples(), examples);
    assertEquals(layout.sizes(), sizes, layout.toString());
    assertTrue(sizes.first() >= 1 && sizes.last() <= layout.batch(), layout.toString());
    assertTrue(sizes.last() - sizes.first() <= 1, layout.toString());
  }

  @Test
  void tooFewExamplesAreRefused() {
    DataException refused = assertThrows(DataException.class, () -> new EpochLayout(255, 4, 64));
    assertEquals(
        "255 examples are fewer than 4 workers x 64 in a minibatch = 256; give fewer or smaller"
            + " minibatches",
        refused.getMessage());
  }
}
