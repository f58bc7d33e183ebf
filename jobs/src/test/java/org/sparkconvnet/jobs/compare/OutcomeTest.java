package org.sparkconvnet.jobs.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  /** Ten rounds of 3,200 images, 64 a step, whose losses fall from 10 to 1. */
  private static List<JsonNode> lines() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    lines.add(mapper.readTree("{\"event\":\"run\"}"));
    for (int loss = 10; loss >= 1; loss--) {
      String test = loss % 5 == 1 ? ",\"test_accuracy\":" + 1.0 / loss : "";
      lines.add(
          mapper.readTree(
              String.format(
                  Locale.ROOT,
                  "{\"event\":\"round\",\"images\":3200,\"loss\":%d%s,"
                      + "\"milliseconds\":{\"data\":%d,\"compute\":100,\"other\":50}}",
                  loss,
                  test,
                  100 * loss)));
    }
    lines.add(
        mapper.readTree(
            "{\"event\":\"finished\",\"test_accuracy\":0.75,\"loss\":1.5,\"seconds\":9,"
                + "\"images_per_second\":3500}"));
    return lines;
  }

  @Test
  void countsStepsUntilTheAveragedLossIsReached() throws JsonProcessingException {
    // averages: 10, 9.5, 8.75, 7.875, ...: each halfway from the last to the round's loss
    assertEquals(2 * 50, Outcome.of(lines(), 64, 9.5).stepsToTarget().getAsLong());
    assertEquals(4 * 50, Outcome.of(lines(), 64, 8).stepsToTarget().getAsLong());
    assertTrue(Outcome.of(lines(), 64, 1).stepsToTarget().isEmpty());
    assertTrue(Outcome.of(lines(), 64, Double.NaN).stepsToTarget().isEmpty());
  }

  @Test
  void readsWhatTheRunSaidOfItself() throws JsonProcessingException {
    Outcome outcome = Outcome.of(lines(), 64, Double.NaN);
    assertEquals(List.of(1.0 / 6, 1.0), outcome.epochAccuracy());
    assertEquals(0.75, outcome.testAccuracy());
    assertEquals(1.5, outcome.trainingLoss());
    // of ten rounds that take 200, 300, ..., 1100 ms the second fastest
    assertEquals(3200 / 0.3, outcome.computed(), 1e-9);
  }

  @Test
  void spreadsAreOfTheSample() {
    Spread spread = Spread.of(1, 2, 6);
    assertEquals(3, spread.mean());
    assertEquals(Math.sqrt((4 + 1 + 9) / 2.0), spread.deviation());
    assertEquals(0, Spread.of(5).deviation());
    List<Spread> along = Spread.along(List.of(List.of(1.0, 4.0), List.of(3.0)));
    assertEquals(List.of(2.0, 4.0), along.stream().map(Spread::mean).toList());
  }
}
