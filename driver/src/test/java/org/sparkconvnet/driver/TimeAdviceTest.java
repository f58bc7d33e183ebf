package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeAdviceTest {
  private static final int ROUNDS = 50;

  @Test
  void communicationIsSharedByMoreLocalSteps() {
    // 31 of 100 at 1 step; at 4 it is 31 / (31 + 276) = 10%, at 8 31 / (31 + 552) = 5%
    RoundTimes times = new RoundTimes(5, 4, 65, 5, 1, 0, 20);
    assertEquals(
        Optional.of("31% of the time is communication: --local-steps 8 would make it 5%"),
        TimeAdvice.of(spent(times, ROUNDS), 1, 300));
    // what it says comes true: with 8 steps there is 8 times the computing, and no more advice
    RoundTimes then = new RoundTimes(5, 32, 520, 5, 1, 0, 20);
    assertEquals(0.053, then.communication() / then.total(), 0.001);
    assertEquals(Optional.empty(), TimeAdvice.of(spent(then, ROUNDS), 8, 38));
    assertEquals(
        Optional.of("31% of the time is communication: --local-steps 80 would make it 5%"),
        TimeAdvice.of(spent(times, ROUNDS), 10, 300));
  }

  @Test
  void anEpochKeepsItsAverages() {
    RoundTimes times = new RoundTimes(5, 4, 65, 5, 1, 0, 20);
    assertEquals(
        Optional.of("31% of the time is communication: --local-steps 4 would make it 10%"),
        TimeAdvice.of(spent(times, ROUNDS), 1, 16));
    assertEquals(Optional.empty(), TimeAdvice.of(spent(times, ROUNDS), 1, 7));
  }

  @Test
  void theLargestCostIsNamed() {
    assertTrue(
        advice(new RoundTimes(10, 10, 40, 10, 0, 30, 0))
            .startsWith("30% of the time is spent waiting for the slowest worker: 'doctor'"));
    assertEquals(
        "40% of the time prepares images: a cheaper --augment would free some of it",
        advice(new RoundTimes(10, 40, 40, 10, 0, 0, 0)));
    assertTrue(
        advice(new RoundTimes(10, 25, 35, 10, 0, 0, 20)).startsWith("40% of the time is comm"));
  }

  @Test
  void whereComputingTakesTheTimeThereIsNoAdvice() {
    RoundTimes good = new RoundTimes(3, 5, 85, 3, 1, 3, 0);
    assertEquals(Optional.empty(), TimeAdvice.of(spent(good, ROUNDS), 1, 300));
  }

  @Test
  void aFewRoundsSayNothing() {
    RoundTimes times = new RoundTimes(5, 4, 65, 5, 1, 0, 20);
    assertEquals(Optional.empty(), TimeAdvice.of(spent(times, 19), 1, 300));
    assertEquals(Optional.empty(), TimeAdvice.of(spent(times, 0), 1, 300));
  }

  @Test
  void theFirstRoundsOfAProcessCountOnlyWhereThereAreNoOthers() {
    TimeSpent spent = new TimeSpent(2);
    spent.add(new RoundTimes(0, 0, 100, 0, 0, 0, 50));
    spent.add(new RoundTimes(0, 0, 50, 0, 0, 0, 50));
    assertEquals(new RoundTimes(0, 0, 75, 0, 0, 0, 50), spent.mean());
    spent.add(new RoundTimes(1, 2, 3, 4, 5, 6, 7));
    spent.add(new RoundTimes(3, 4, 5, 6, 7, 8, 9));
    assertEquals(2, spent.rounds());
    assertEquals(new RoundTimes(2, 3, 4, 5, 6, 7, 8), spent.mean());
    assertEquals(35, spent.mean().total());
    assertEquals(21, spent.mean().communication()); // all but data, compute and wait
  }

  private static String advice(RoundTimes times) {
    return TimeAdvice.of(spent(times, ROUNDS), 1, 300).orElseThrow();
  }

  private static TimeSpent spent(RoundTimes times, int rounds) {
    TimeSpent spent = new TimeSpent(0);
    for (int i = 0; i < rounds; i++) {
      spent.add(times);
    }
    return spent;
  }
}
