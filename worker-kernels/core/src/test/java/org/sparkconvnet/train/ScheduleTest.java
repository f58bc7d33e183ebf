package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "constant, 0, 1",
    "constant, 99, 1",
    "cosine:0.0, 0, 1",
    "cosine:0.0, 50, 0.5",
    "cosine:0.1, 0, 0.0909090909",
    "cosine:0.1, 9, 0.9090909091",
    "cosine:0.1, 10, 1",
    "cosine:0.1, 55, 0.5",
    "one-cycle:0.3, 0, 0.04",
    "one-cycle:0.3, 15, 0.52",
    "one-cycle:0.3, 30, 1",
    "one-cycle:0.3, 65, 0.500002",
    "one-cycle:0.5, 75, 0.500002"
  })
  void factorsAreThoseOfTheFormula(String text, int step, double factor) {
    Schedule schedule = Schedule.parse(text);
    assertEquals(text, schedule.text());
    assertEquals(factor, schedule.factor(step, 100), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "cosine", "one-cycle", "one-cycle:0"})
  void factorsStayInTheUnitInterval(String text) {
    Schedule schedule = Schedule.parse(text);
    for (long steps : new long[] {1, 2, 7, 1000}) {
      for (long step = 0; step < steps; step++) {
        double factor = schedule.factor(step, steps);
        assertTrue(
            factor >= 0 && factor <= 1, text + " at " + step + " of " + steps + ": " + factor);
      }
    }
  }

  @Test
  void unknownSchedulesAreRefusedByName() {
    for (String text : new String[] {"linear", "cosine:x", "constant:1", "one-cycle:1.5"}) {
      assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text), text);
    }
  }
}
