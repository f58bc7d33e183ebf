package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RunLogTest {
  private static final String ONE = "{\"event\":\"round\",\"round\":1}\n";
  private static final String TWO = "{\"event\":\"round\",\"round\":2}\n";
  private static final String END = "{\"event\":\"finished\"}\n";

  @Test
  void keepsTheRoundsOfTheCheckpoint() {
    assertEquals(ONE, RunLog.cut(ONE + TWO + END, 1));
    assertEquals("", RunLog.cut(ONE + TWO, 0));
  }

  @Test
  void dropsTheEndOfAFinishedRun() {
    assertEquals(ONE + TWO, RunLog.cut(ONE + TWO + END, 2));
    assertEquals(ONE + TWO, RunLog.cut(ONE + TWO + END, 5));
  }

  @Test
  void dropsALineThatWasNotWrittenWhole() {
    assertEquals(ONE, RunLog.cut(ONE + TWO.substring(0, 20), 5));
    assertEquals(ONE, RunLog.cut(ONE + "{\"event\":\"rou\n" + TWO, 5));
    assertEquals(ONE, RunLog.cut(ONE + TWO.strip(), 5));
  }
}
