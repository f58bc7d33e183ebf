package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  @Test
  void stoppingIsReadAndWritten() {
    Validation.Stopping stopping = Validation.Stopping.parse("patience=5");
    assertEquals(new Validation.Stopping(5, 0, Validation.Metric.LOSS), stopping);
    String text = "patience=2,min-improvement=0.001,metric=accuracy";
    assertEquals(text, Validation.Stopping.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "patience=0",
        "patience=-1",
        "patience=many",
        "min-improvement=1",
        "patience=2,min-improvement=-1",
        "patience=2,metric=f1",
        "5"
      })
  void whatIsWrongIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Validation.Stopping.parse(text));
  }

  @Test
  void stoppingAndPlateausNeedASplit() {
    Validation.Stopping stopping = Validation.Stopping.parse("patience=5");
    String said =
        assertThrows(IllegalArgumentException.class, () -> new Validation(0, stopping))
            .getMessage();
    assertTrue(said.contains("--validation 0.1"), said);
    assertThrows(
        IllegalArgumentException.class,
        () -> Validation.NONE.requireFor(Schedule.parse("warm-up:0.1+plateau")));
    new Validation(0.1, stopping).requireFor(Schedule.parse("plateau"));
    assertThrows(IllegalArgumentException.class, () -> new Validation(1, null));
    assertThrows(IllegalArgumentException.class, () -> new Validation(-0.1, null));
  }

  @Test
  void anImprovementIsCountedFromTheBest() {
    Watch watch = Watch.NEW.see(3, 0.5).see(2.6, 0.5).see(2.55, 0.5);
    assertEquals(new Watch(3, 2), watch);
    assertEquals(new Watch(2.5, 0), watch.see(2.5, 0.5));
    assertEquals(-0.9, Validation.Metric.ACCURACY.cost(3, 0.9));
  }
}
