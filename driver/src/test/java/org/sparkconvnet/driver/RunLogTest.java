package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RunLogTest {
  private static final String ONE = "{\"event\":\"round\",\"round\":1}\n";
  private static final String TWO = "{\"event\":\"round\",\"round\":2}\n";
  private static final String END = "{\"event\":\"finished\"}\n";

  @Test
  void keepsTheRoundsOfTheCheckpoint() {
    assertEquals(ONE, RunLog.cut(ONE + TWO + END, 1, 0));
    assertEquals("", RunLog.cut(ONE + TWO, 0, 0));
  }

  @Test
  void dropsTheEndOfAFinishedRun() {
    assertEquals(ONE + TWO, RunLog.cut(ONE + TWO + END, 2, 0));
    assertEquals(ONE + TWO, RunLog.cut(ONE + TWO + END, 5, 0));
  }

  @Test
  void dropsALineThatWasNotWrittenWhole() {
    assertEquals(ONE, RunLog.cut(ONE + TWO.substring(0, 20), 5, 0));
    assertEquals(ONE, RunLog.cut(ONE + "{\"event\":\"rou\n" + TWO, 5, 0));
    assertEquals(ONE, RunLog.cut(ONE + TWO.strip(), 5, 0));
  }

  @Test
  void keepsTheRollbacksOfTheCheckpoint() {
    String back = "{\"event\":\"rollback\",\"rollback\":1,\"to_round\":1}\n";
    assertEquals(ONE + back + TWO, RunLog.cut(ONE + back + TWO, 2, 1));
    assertEquals(ONE + back, RunLog.cut(ONE + back + TWO, 1, 1));
    assertEquals(ONE, RunLog.cut(ONE + back + TWO, 2, 0)); // before it was made
    assertEquals(ONE + back, RunLog.cut(ONE + TWO + back, 1, 1)); // one that led further back
    assertEquals(ONE + back + back, RunLog.cut(ONE + back + back + back + TWO, 2, 2));
  }
}
