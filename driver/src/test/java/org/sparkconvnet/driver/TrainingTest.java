package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Schedule;

class TrainingTest extends OnTwoCores {
  @TempDir Path folder;

  @Test
  void reportsEveryRoundAndEpoch() throws IOException {
    List<RoundReport> rounds = new ArrayList<>();
    List<EpochReport> epochs = new ArrayList<>();
    List<RunSummary> starts = new ArrayList<>();
    List<TrainingResult> ends = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(RunSummary summary) {
            starts.add(summary);
          }

          @Override
          public void round(RoundReport report) {
            rounds.add(report);
          }

          @Override
          public void epoch(EpochReport report) {
            epochs.add(report);
          }

          @Override
          public void finished(TrainingResult result) {
            ends.add(result);
          }
        };
    // 8 steps an epoch in rounds of 3, 3 and 2
    TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).localSteps(3).build();
    TrainingResult result =
        TestRuns.train(spark, settings, RunOptions.DEFAULT, folder.resolve("run"), listener);

    assertEquals(List.of(result), ends);
    assertEquals(3, starts.get(0).roundsPerEpoch());
    assertEquals(List.of(14, 15), starts.get(0).minibatchSizes());
    assertEquals(6, rounds.size());
    assertEquals(2, epochs.size());
    Schedule schedule = settings.schedule();
    long[] lastSteps = {2, 5, 7, 10, 13, 15};
    long images = 0;
    for (int i = 0; i < rounds.size(); i++) {
      RoundReport round = rounds.get(i);
      assertEquals(i + 1, round.round());
      assertEquals(i / 3 + 1, round.epoch());
      assertEquals((i + 1) / 6.0, round.fraction());
      assertEquals((float) (0.02 * schedule.factor(lastSteps[i], 16)), round.learningRate(), 0);
      assertEquals(round.images() / (round.times().total() / 1e3), round.imagesPerSecond(), 50);
      images += round.images();
    }
    assertEquals(2 * 340, images);
    assertEquals(result.loss(), epochs.get(1).loss());
    assertLog(folder.resolve("run"), rounds, result);
  }

  private static void assertLog(Path out, List<RoundReport> rounds, TrainingResult result)
      throws IOException {
    List<String> lines = Files.readAllLines(out.resolve(RunDirectory.LOG));
    assertEquals(rounds.size() + 1, lines.size());
    for (int i = 0; i < rounds.size(); i++) {
      JsonNode line = Json.parse(lines.get(i), "log");
      assertEquals("round", line.path("event").asText());
      assertEquals(i + 1, line.path("round").asInt());
      assertEquals(rounds.get(i).loss(), line.path("loss").asDouble());
      for (String part :
          List.of("broadcast", "data", "compute", "return", "average", "wait", "other")) {
        assertTrue(line.path("milliseconds").path(part).isNumber(), part);
      }
      assertEquals(i % 3 == 2, line.has("test_accuracy"));
    }
    JsonNode last = Json.parse(lines.get(rounds.size()), "log");
    assertEquals("finished", last.path("event").asText());
    assertEquals(result.test().orElseThrow().accuracy(), last.path("test_accuracy").asDouble());
    assertTrue(last.path("images_per_second").asDouble() > 0);
  }

  @Test
  void largeWeightsAreBroadcast() {
    Network wide =
        Network.builder("wide", Shape.of(3, 32, 32))
            .dense("hidden", 48)
            .relu("relu")
            .dense("classifier", 10)
            .softmaxCrossEntropy("loss")
            .build();
    assertTrue(ParameterLayout.of(wide).parameterCount() * 4 > 1 << 19);
    TrainingSettings settings = TestRuns.settings(wide).learningRate(0.002).build();
    RunOptions options = TestRuns.options();
    TestRuns.train(spark, settings, options, folder.resolve("first"));
    TestRuns.train(spark, settings, options, folder.resolve("second"));
    assertArrayEquals(
        TestRuns.model(folder.resolve("first")), TestRuns.model(folder.resolve("second")));
  }

  @Test
  void learns() {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.NETWORK).epochs(8).workers(2).localSteps(1).build();
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(EpochReport report) {
            losses.add(report.loss());
          }
        };
    RunOptions once = RunOptions.DEFAULT.withEvaluateEpochs(0);
    TrainingResult result = TestRuns.train(spark, settings, once, folder.resolve("run"), listener);
    assertTrue(losses.get(7) < 0.8 * losses.get(0), losses.toString());
    assertTrue(result.test().isPresent());
  }

  @Test
  void minibatchesOfOneWithUnequalShards() {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED).batch(1).localSteps(40).epochs(1).build();
    TrainingResult result =
        TestRuns.train(spark, settings, RunOptions.DEFAULT, folder.resolve("run"));
    assertEquals(3, result.rounds()); // 114 steps; shards of 114, 113 and 113
  }
}
