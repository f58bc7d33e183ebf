package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The least of readings, of a clock that now and then stands still. */
class CallTimingsTest {
  private final CallTimings timings =
      new CallTimings(
          List.of(
              new Call("conv", null, List.of()),
              new Call("conv", null, List.of()),
              new Call("relu", null, List.of())));

  @Test
  void takesTheLeastOfEachCall() {
    timings.record(0, 500);
    timings.record(0, 300);
    timings.record(1, 200);
    timings.record(1, 700);
    timings.record(2, 50);
    assertEquals(500, timings.of("conv"));
    assertEquals(550, timings.step());
  }

  @Test
  void aReadingOfNoTimeSaysNothing() {
    timings.record(0, 0);
    timings.record(0, 300);
    timings.record(1, -5);
    timings.record(1, 200);
    assertEquals(500, timings.of("conv"));
  }

  @Test
  void aCallWithoutAReadingIsNotAMissingCall() {
    timings.record(2, 0);
    assertTrue(timings.of("relu") > 0);
    assertEquals(0, timings.of("absent"));
  }
}
