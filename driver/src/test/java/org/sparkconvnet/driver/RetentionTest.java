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
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.Validation;

/** Which checkpoints stay: the newest, as many as asked, and the best by validation. */
class RetentionTest extends OnTwoCores {
  private static final int EPOCHS = 3;
  private static final int HUNDRED = 100;

  @TempDir static Path folder;

  private static RunOptions options() {
    return TestRuns.options().withCheckpointRounds(1);
  }

  private static RunDirectory open(Path out) {
    return RunDirectory.open(out.toString(), new Configuration());
  }

  @Test
  void asManyStayAsWereAskedFor() {
    TrainingSettings settings = TestRuns.settings(TestRuns.UNCOUPLED).build();
    Path out = folder.resolve("three");
    TestRuns.train(spark, settings, options().withKeepCheckpoints(3).withStopAfterRounds(5), out);
    assertEquals(
        List.of(
            "round-00000003.safetensors",
            "round-00000004.safetensors",
            "round-00000005.safetensors"),
        Checkpoints.names(open(out)));
    TestRuns.train(spark, settings, options().withKeepCheckpoints(1).withResume(true), out);
    assertEquals(List.of("round-00000008.safetensors"), Checkpoints.names(open(out)));
    assertFalse(Files.exists(out.resolve(BestCheckpoint.PATH)), "nothing is validated");
    assertThrows(IllegalArgumentException.class, () -> options().withKeepCheckpoints(0));
  }

  /** What is kept is the state that the log's best epoch ended in, paused or not. */
  @Test
  void theBestByValidationStaysToo() throws IOException {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .validation(new Validation(0.2, null))
            .epochs(EPOCHS)
            .build();
    Path whole = folder.resolve("whole");
    Path paused = folder.resolve("paused");
    TestRuns.train(spark, settings, options(), whole);
    TestRuns.train(spark, settings, options().withStopAfterRounds(5), paused);
    TestRuns.train(spark, settings, options().withResume(true), paused);
    byte[] best = TestRuns.bytes(whole.resolve(BestCheckpoint.PATH));
    assertArrayEquals(best, TestRuns.bytes(paused.resolve(BestCheckpoint.PATH)));

    TensorFile file = Safetensors.read(best, "best", true);
    double lowest = Double.MAX_VALUE;
    long round = 0;
    for (String line : Files.readAllLines(whole.resolve(RunDirectory.LOG))) {
      JsonNode json = Json.parse(line, "log");
      if (json.path("validation_loss").asDouble(Double.MAX_VALUE) < lowest) {
        lowest = json.get("validation_loss").asDouble();
        round = json.get("round").asLong();
      }
    }
    assertEquals(Double.toString(lowest), file.requireMetadata("best_validation_loss"));
    assertEquals(Long.toString(round), file.requireMetadata("round"));
    assertEquals(2, Checkpoints.names(open(whole)).size());
  }

  @Test
  void onlyTheBetterReplacesItAndRollingBackDropsWhatNoLongerCounts() {
    ParameterLayout layout = ParameterLayout.of(TestRuns.UNCOUPLED);
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .validation(
                new Validation(0.2, Validation.Stopping.parse("patience=1,metric=accuracy")))
            .build();
    RunDirectory directory =
        RunDirectory.create(folder.resolve("unit").toString(), false, new Configuration());
    directory.begin();
    BestCheckpoint best = new BestCheckpoint(directory, layout, settings.validation());
    RunState state = RunState.initial(layout, settings);
    assertEquals(1, heard(best, directory, state, 1, 0.5));
    assertEquals(1, heard(best, directory, state, 2, 0.5), "equals");
    assertEquals(3, heard(best, directory, state, 3, 0.6));
    assertEquals(3, heard(best, directory, state, 4, 0.4));
    assertEquals(3, heard(best, directory, state, 5, 0));
    directory.write(BestCheckpoint.PATH, new byte[] {1, 2, 3});
    assertEquals(6, heard(best, directory, state, 6, 0.1), "in place of a damaged one");
    best.rewind(6);
    assertTrue(directory.exists(BestCheckpoint.PATH));
    best.rewind(5);
    assertFalse(directory.exists(BestCheckpoint.PATH));
  }

  /** The round of the checkpoint that is there after one was heard of. */
  private static long heard(
      BestCheckpoint best, RunDirectory directory, RunState state, long round, double accuracy) {
    state.round = round;
    best.hear(
        new Checkpoint(
            state,
            "network",
            new Normalization(List.of(0f), List.of(1f)),
            List.of("a", "b"),
            HUNDRED),
        report(accuracy));
    TensorFile file =
        Safetensors.read(directory.read(BestCheckpoint.PATH), BestCheckpoint.PATH, true);
    return Long.parseLong(file.requireMetadata("round"));
  }

  /** Of a hundred examples of two classes. */
  private static EvaluationReport report(double accuracy) {
    long right = Math.round(HUNDRED * accuracy);
    return new EvaluationReport(
        List.of("a", "b"), new long[][] {{right, HUNDRED - right}, {0, 0}}, HUNDRED, 1);
  }
}
