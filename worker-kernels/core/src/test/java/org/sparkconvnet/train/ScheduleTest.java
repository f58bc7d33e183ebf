package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    "one-cycle:0.5, 75, 0.500002",
    "'step:0.5,0.75,by=0.1', 49, 1",
    "'step:0.5,0.75,by=0.1', 50, 0.1",
    "'step:0.5,0.75,by=0.1', 74, 0.1",
    "'step:0.5,0.75,by=0.1', 99, 0.01",
    "exponential:0.01, 0, 1",
    "exponential:0.01, 50, 0.1",
    "exponential:0.01, 75, 0.0316227766",
    "'plateau:by=0.5,patience=2,min-improvement=0.01', 70, 1",
    "warm-up:0.1+constant, 0, 0.0909090909",
    "warm-up:0.1+constant, 9, 0.9090909091",
    "warm-up:0.1+constant, 10, 1",
    "'warm-up:0.1+step:0.5,by=0.2', 4, 0.4545454545",
    "'warm-up:0.1+step:0.5,by=0.2', 54, 1",
    "'warm-up:0.1+step:0.5,by=0.2', 55, 0.2",
    "warm-up:0.2+exponential:0.01, 60, 0.1",
    "warm-up:0.2+cosine:0.0, 60, 0.5"
  })
  void factorsAreThoseOfTheFormula(String text, int step, double factor) {
    Schedule schedule = Schedule.parse(text);
    assertEquals(text, schedule.text());
    assertEquals(factor, schedule.factor(step, 100), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "cosine",
        "one-cycle",
        "one-cycle:0",
        "exponential",
        "plateau",
        "step:0.5",
        "warm-up:0.3+step:0.2,0.4,by=0.5",
        "warm-up:0.9+cosine",
        "warm-up:0+one-cycle"
      })
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

  /** Losses 4, 3.9, 3.7, 3.69, ...: an improvement is at least a twentieth of the least so far. */
  @Test
  void aPlateauReducesTheRateWheneverPatienceEnds() {
    Schedule.Plateau plateau = new Schedule.Plateau(0.5, 2, 0.05);
    double[] losses = {4, 3.9, 3.7, 3.69, 3.68, 3.6, 3.59, 2, 1.99, 1.98, 1.97, 1.96};
    double[] factors = {1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.0625};
    PlateauState state = PlateauState.NEW;
    for (int i = 0; i < losses.length; i++) {
      state = state.after(losses[i], plateau);
      assertEquals(factors[i], state.factor(), "after epoch " + (i + 1));
    }
  }

  @Test
  void aLossThatIsNoNumberIsNoImprovement() {
    assertEquals(new Watch(2, 1), Watch.NEW.see(2, 0).see(Double.NaN, 0));
    assertEquals(new Watch(1, 0), Watch.NEW.see(Double.NaN, 0).see(1, 0));
  }

  @Test
  void onlyConstantAndPlateauDoNotKnowTheEnd() {
    assertFalse(Schedule.parse("constant").knowsEnd());
    assertFalse(Schedule.parse("plateau").knowsEnd());
    assertTrue(Schedule.parse("warm-up:0.1+constant").knowsEnd());
    assertTrue(Schedule.parse("step:0.5").knowsEnd());
  }

  @Test
  void unknownSchedulesAreRefusedByName() {
    for (String text :
        new String[] {
          "linear",
          "cosine:x",
          "constant:1",
          "one-cycle:1.5",
          "step",
          "step:0.7,0.3",
          "step:1",
          "step:0.5,by=1",
          "step:by=0.5",
          "exponential:0",
          "plateau:patience=0",
          "plateau:by=2",
          "plateau:wait=2",
          "warm-up:0.1",
          "warm-up:1+constant",
          "warm-up:x+constant",
          "warm-up:0.1+warm-up:0.1+constant",
          "warm-up:0.1+linear"
        }) {
      assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text), text);
    }
  }
}
