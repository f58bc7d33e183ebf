package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.TrainingException;

/** A run whose numbers overflow stops, says where, and leaves its last good checkpoint. */
class DivergenceTest {
  @TempDir Path folder;

  private TrainingException diverge(double rate, int localSteps, Path out) {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .schedule(new Schedule.Constant())
            .learningRate(rate)
            .localSteps(localSteps)
            .build();
    RunOptions options = RunOptions.DEFAULT.withCheckpointRounds(1);
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      return assertThrows(
          TrainingException.class, () -> TestRuns.train(spark, settings, options, out));
    }
  }

  @Test
  void aLossThatIsNoNumberNamesRoundWorkerStepAndLayer() {
    Path out = folder.resolve("run");
    String message = diverge(1e30, 8, out).getMessage();
    assertEquals(
        "the loss is not a number in round 1 (epoch 1), worker 0, local step 2, learning rate"
            + " 1.0E30: the parameters are"
            + " still finite, the gradient of 'conv1.weight' is not; there is no checkpoint yet",
        message);
    assertFalse(Files.exists(out.resolve(RunDirectory.MODEL)));
  }

  @Test
  void theLastGoodCheckpointStays() throws IOException {
    Path out = folder.resolve("run");
    String message = diverge(1e5, 1, out).getMessage();
    assertTrue(
        message.matches("the loss of round 2 .*far above its running mean of .*learning rate.*"),
        message);
    String mark = "; the last good checkpoint is ";
    Path named = Path.of(message.substring(message.indexOf(mark) + mark.length()));
    assertTrue(Files.exists(named), message);
    Checkpoint good =
        Checkpoint.decode(
            TestRuns.bytes(named), named.toString(), ParameterLayout.of(TestRuns.UNCOUPLED));
    for (float value : good.state().parameters) {
      assertTrue(Float.isFinite(value));
    }
    assertEquals(good.state().round, Files.readAllLines(out.resolve(RunDirectory.LOG)).size());
    assertArrayEquals(
        new String[] {"checkpoints", "network.json", "run.jsonl", "settings.json", "tuning.json"},
        Files.list(out).map(path -> path.getFileName().toString()).sorted().toArray());
  }

  private static TrainingSettings.Builder explosive() {
    return TestRuns.settings(TestRuns.UNCOUPLED)
        .schedule(new Schedule.Constant())
        .learningRate(1e5)
        .localSteps(1);
  }

  /** With tunings that are decided once: they are part of what decides the bits. */
  private RunOptions often() {
    return TestRuns.options().withCheckpointRounds(1);
  }

  @Test
  void aRunThatRollsBackGoesOnWithASmallerRate() throws IOException {
    TrainingSettings settings = explosive().divergence(new Divergence(6, 1e-2)).build();
    Path out = folder.resolve("run");
    List<String> notices = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      TrainingResult result = TestRuns.train(spark, settings, often(), out, listener);
      assertTrue(result.complete());
      assertEquals(16, result.rounds());
      assertTrue(Double.isFinite(result.loss()));
      // The log holds each round that counts once, and the rollbacks between them.
      List<Long> rounds = new ArrayList<>();
      List<JsonNode> rollbacks = new ArrayList<>();
      for (String line : Files.readAllLines(out.resolve(RunDirectory.LOG))) {
        JsonNode json = Json.parse(line, "log");
        if (json.path("event").asText().equals("rollback")) {
          rollbacks.add(json);
        } else if (json.path("event").asText().equals("round")) {
          rounds.add(json.path("round").asLong());
        }
      }
      assertEquals(LongStream.rangeClosed(1, 16).boxed().toList(), rounds);
      assertEquals(notices.size(), rollbacks.size());
      // The newest checkpoints hold weights that are spoilt already: it has to go further back.
      assertTrue(rollbacks.size() >= 2 && rollbacks.size() <= 6, notices.toString());
      assertTrue(notices.get(0).contains("learning rate"), notices.get(0));
      assertTrue(notices.get(0).contains("times 0.01 (rollback 1 of 6)"), notices.get(0));

      for (int stop : new int[] {3, 6}) {
        Path resumed = folder.resolve("resumed" + stop);
        TestRuns.train(spark, settings, often().withStopAfterRounds(stop), resumed);
        TestRuns.train(spark, settings, often().withResume(true), resumed);
        assertArrayEquals(TestRuns.model(out), TestRuns.model(resumed));
      }
    }
  }

  @Test
  void rollbacksAreBounded() {
    TrainingSettings settings = explosive().divergence(new Divergence(1, 0.99)).build();
    Path out = folder.resolve("run");
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      TrainingException stopped =
          assertThrows(
              TrainingException.class, () -> TestRuns.train(spark, settings, often(), out));
      assertTrue(stopped.getMessage().contains("; the last good checkpoint is "));
      RunState kept =
          new Checkpoints(
                  RunDirectory.open(out.toString(), spark.hadoopConfiguration()),
                  ParameterLayout.of(TestRuns.UNCOUPLED),
                  2)
              .newest(any -> {})
              .get()
              .state();
      assertEquals(1, kept.rollbacks);
      assertEquals(0.99, kept.rateFactor);
    }
  }

  @Test
  void theBandIsWhatItsDefinitionSays() {
    LossBand band = new LossBand();
    assertEquals(Double.POSITIVE_INFINITY, band.limit(10));
    for (int i = 0; i < 20; i++) {
      band.add(i == 0 ? 4 : 2.3);
      if (i < 19) {
        assertEquals(40, band.limit(10), 1e-12); // ten times the first
      }
    }
    LossBand small = new LossBand();
    small.add(0.1);
    assertEquals(10 * Math.log(10), small.limit(10), 1e-12); // ten times a guess
    band = new LossBand();
    for (int i = 0; i < 20; i++) {
      band.add(2.3);
    }
    assertEquals(2.3, band.mean, 1e-12);
    assertEquals(2 * Math.log(10), band.limit(10), 1e-12); // it has not moved: twice a guess
    band.add(4.3);
    assertEquals(2.4, band.mean, 1e-12);
    assertEquals(0.1, band.deviation, 1e-12);
    for (int i = 0; i < 400; i++) {
      band.add(i % 2 == 0 ? 9 : 11);
    }
    assertEquals(10, band.mean, 0.1);
    assertEquals(1, band.deviation, 0.1);
    assertEquals(20, band.limit(10), 1.2); // a start that is worse than guessing has a wider band
  }

  @Test
  void thePolicysTextReadsBack() {
    assertEquals(Divergence.STOP, Divergence.parse("stop"));
    assertEquals(new Divergence(3, 0.5), Divergence.parse("rollback"));
    assertEquals(new Divergence(3, 0.25), Divergence.parse("rollback:0.25"));
    Divergence other = new Divergence(7, 0.1);
    assertEquals(other, Divergence.parse(other.text()));
    for (String wrong :
        new String[] {
          "", "go", "rollback:", "rollback:2", "rollback:0", "rollback:.5,0", "stop:1"
        }) {
      assertThrows(IllegalArgumentException.class, () -> Divergence.parse(wrong), wrong);
    }
  }
}
