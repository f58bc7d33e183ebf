package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RateSweepTest {
  @Test
  void ratesRiseExponentially() {
    RateSweep sweep = sweep(rate -> 1);
    assertEquals(101, sweep.points().size());
    assertEquals(1e-4, sweep.points().get(0).rate(), 1e-12);
    assertEquals(1e-2, sweep.points().get(50).rate(), 1e-10);
    assertEquals(1, sweep.points().get(100).rate(), 1e-12);
    assertFalse(sweep.diverged());
    assertEquals(1, sweep.points().get(60).smoothed(), 1e-12);
    assertTrue(Double.isNaN(sweep.suggestion()));
  }

  /** Falls from 2 to 1 as a logistic curve about 0.01, then explodes. */
  @Test
  void theSteepestDescentIsSuggested() {
    RateSweep sweep =
        sweep(rate -> 2 - 1 / (1 + Math.exp(-4 * Math.log(rate / 0.01))) + Math.pow(rate / 0.2, 6));
    assertTrue(sweep.diverged());
    assertTrue(sweep.points().size() < 101);
    // Smoothing lags behind by about 1 / (1 - 0.9) = 10 of the 25 points of a decade.
    double suggestion = sweep.suggestion();
    assertTrue(suggestion > 0.01 && suggestion < 0.03, suggestion + "");
  }

  @Test
  void aLossThatIsNoNumberEndsIt() {
    RateSweep sweep = sweep(rate -> rate < 0.01 ? 1 : Double.NaN);
    assertTrue(sweep.diverged());
    assertEquals(50, sweep.points().size());
  }

  @Test
  void sensibleBoundsOnly() {
    assertThrows(IllegalArgumentException.class, () -> new RateSweep(0, 1, 100));
    assertThrows(IllegalArgumentException.class, () -> new RateSweep(1, 1, 100));
    assertThrows(IllegalArgumentException.class, () -> new RateSweep(1e-4, 1, 9));
  }

  private static RateSweep sweep(DoubleUnaryOperator loss) {
    RateSweep sweep = new RateSweep(1e-4, 1, 101);
    while (!sweep.isOver()) {
      sweep.hear(loss.applyAsDouble(sweep.rate()));
    }
    return sweep;
  }
}
