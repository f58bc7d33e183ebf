package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AveragingCostsTest {
  private static final AveragingCosts GIGABIT = AveragingCosts.ofLink(125e6);

  @Test
  void smallNetworksAreCollected() {
    assertFalse(AveragingCosts.matters(22_466, 32));
    assertTrue(AveragingCosts.matters(25_600_000, 2));
    assertEquals(Averaging.COLLECT, GIGABIT.best(22_466, 2));
  }

  @Test
  void largeNetworksAreRoundedAndManyWorkersExchangePieces() {
    assertEquals(Averaging.BF16, GIGABIT.best(25_600_000, 4));
    assertEquals(Averaging.REDUCE_SCATTER, GIGABIT.best(25_600_000, 256));
  }

  @Test
  void collectingGrowsWithTheWorkersAndReduceScatterHardly() {
    double collect = GIGABIT.backSeconds(Averaging.COLLECT, 25_600_000, 64);
    assertEquals(
        64 * (25.6e6 * 4 / 125e6 + 25.6e6 * 1.5e-9), collect, 1e-9); // bytes over the link, adding
    assertEquals(0.5, GIGABIT.backSeconds(Averaging.BF16, 25_600_000, 64) / collect, 0.05);
    assertTrue(
        GIGABIT.backSeconds(Averaging.REDUCE_SCATTER, 25_600_000, 1024)
            < 1.3 * GIGABIT.backSeconds(Averaging.REDUCE_SCATTER, 25_600_000, 64));
  }
}
