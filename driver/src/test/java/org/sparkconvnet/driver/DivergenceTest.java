package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "the loss is not a number in round 1 (epoch 1), worker 0, local step 2: the parameters are"
            + " still finite, the gradient of 'conv1.weight' is not; there is no checkpoint yet",
        message);
    assertFalse(Files.exists(out.resolve(RunDirectory.MODEL)));
  }

  @Test
  void theLastGoodCheckpointStays() throws IOException {
    Path out = folder.resolve("run");
    String message = diverge(1e5, 1, out).getMessage();
    assertTrue(message.matches("the .*not (a number in|finite after).* round \\d.*"), message);
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
}
