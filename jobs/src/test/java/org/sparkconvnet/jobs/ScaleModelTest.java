package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.AveragingCosts;

class ScaleModelTest {
  // A job of 10 ms, 1 ms for each further task, 100 MB/s, adding is free.
  private static final AveragingCosts COSTS = new AveragingCosts(0.01, 0.001, 1e8, 1e8, 0);

  @Test
  void aRoundIsItsStepsAndItsAveraging() {
    ScaleModel model = new ScaleModel(COSTS, 0.02, 250_000); // 1 MB: 10 ms on a link
    // 4 steps; the job, 3 further tasks; out over two links; 4 results back
    assertEquals(
        0.08 + 0.01 + 0.003 + 0.02 + 0.04, model.roundSeconds(Averaging.COLLECT, 4, 4, 4), 1e-12);
    assertEquals(0.16, model.roundSeconds(Averaging.COLLECT, 4, 4, 2) - 0.073, 1e-12);
    assertEquals(0.08 / 0.153, model.efficiency(Averaging.COLLECT, 4, 4), 1e-12);
  }

  @Test
  void moreExecutorsWantMoreLocalSteps() {
    ScaleModel model = new ScaleModel(COSTS, 0.02, 25_000);
    int before = 0;
    for (int workers = 1; workers <= 64; workers *= 2) {
      ScaleModel.Choice best = model.best(workers);
      assertTrue(best.localSteps() >= before, workers + " executors");
      assertTrue(model.efficiency(best.way(), workers, best.localSteps()) >= ScaleModel.GOOD);
      assertTrue(
          best.localSteps() == 1
              || model.efficiency(best.way(), workers, best.localSteps() / 2) < ScaleModel.GOOD);
      before = best.localSteps();
    }
  }

  @Test
  void theDriverIsTheLimitWhereItsPartTakesLongerThanAStep() {
    ScaleModel model = new ScaleModel(COSTS, 0.1, 250_000);
    // out 10 ms; each worker 10 ms back and 1 ms to start: 9 of them take 109 ms, 8 take 98
    assertEquals(9, model.driverLimit(Averaging.COLLECT, 1, 1024));
    assertEquals(0, new ScaleModel(COSTS, 100, 10).driverLimit(Averaging.COLLECT, 1, 1024));
    assertTrue(
        model.driverLimit(Averaging.REDUCE_SCATTER, 1, 1024)
            > model.driverLimit(Averaging.BF16, 1, 1024));
  }
}
