package org.sparkconvnet.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

class ArenaTest {
  @Test
  void buffersThatNeverMeetShareBytes() {
    Arena arena =
        Arena.pack(
            List.of(
                new Lifetime("a", 100, 0, 1, -1),
                new Lifetime("b", 100, 1, 2, -1),
                new Lifetime("c", 100, 2, 3, -1)));
    assertEquals(List.of(0L, 128L, 0L), arena.offsets());
    assertEquals(256, arena.bytes());
  }

  @Test
  void anElementwiseResultTakesOverItsDyingOperand() {
    Arena arena =
        Arena.pack(List.of(new Lifetime("x", 64, 0, 1, -1), new Lifetime("y", 64, 1, 2, 0)));
    assertEquals(64, arena.bytes());
  }

  @Test
  void anOperandThatLivesOnIsNotTakenOver() {
    Arena arena =
        Arena.pack(List.of(new Lifetime("x", 64, 0, 2, -1), new Lifetime("y", 64, 1, 2, 0)));
    assertEquals(128, arena.bytes());
  }

  @RepeatedTest(200)
  void randomLifetimesNeverOverlap(RepetitionInfo repetition) {
    RandomStream random = new RandomStream(repetition.getCurrentRepetition());
    List<Lifetime> lifetimes = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < 40; i++) {
      int first = random.nextInt(30);
      int last = first + random.nextInt(8);
      long bytes = 1 + random.nextInt(1000);
      int from = i > 0 && random.nextInt(3) == 0 ? random.nextInt(i) : -1;
      lifetimes.add(new Lifetime("t" + i, bytes, first, last, from));
      total += bytes + Arena.ALIGNMENT;
    }
    Arena arena = Arena.pack(lifetimes);
    PlanChecker.checkNoOverlap(lifetimes, arena);
    assertTrue(arena.bytes() <= total);
    assertTrue(arena.offsets().stream().allMatch(offset -> offset % Arena.ALIGNMENT == 0));
  }

  @Test
  void theCheckerFindsAnOverlap() {
    List<Lifetime> lifetimes =
        List.of(new Lifetime("a", 100, 0, 2, -1), new Lifetime("b", 100, 2, 3, -1));
    PlanException error =
        assertThrows(
            PlanException.class,
            () -> PlanChecker.checkNoOverlap(lifetimes, new Arena(List.of(0L, 64L), 192)));
    assertEquals("'a' and 'b' share bytes while both live", error.getMessage());
  }
}
