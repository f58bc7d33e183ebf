package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.StatePolicy;
import org.sparkconvnet.train.UpdateSettings;

/** Optimisers inside the rounds, through Spark: the same bits whatever happens to the tasks. */
class OptimizersTest {
  @TempDir static Path folder;

  private static UpdateSettings adam(StatePolicy between) {
    return UpdateSettings.PLAIN
        .with(Optimizer.parse("adam:epsilon=1e-6"))
        .with(between)
        .with(new Regularization(1e-5, 3, List.of()))
        .with(new Clipping(0, 1));
  }

  private static TrainingSettings.Builder settings(StatePolicy between) {
    return TestRuns.settings(TestRuns.NETWORK)
        .update(adam(between))
        .learningRate(2e-3)
        .momentum(0)
        .nesterov(false);
  }

  @ParameterizedTest
  @EnumSource(StatePolicy.class)
  void bitsDependOnNeitherCoresNorFailuresNorPauses(StatePolicy between) {
    TrainingSettings settings = settings(between).backend(FaultyProvider.NAME).build();
    RunOptions options = options().withCheckpointRounds(3);
    Path whole = next();
    Path paused = next();
    try (JavaSparkContext spark = TestRuns.spark("local[1]")) {
      TestRuns.train(spark, settings, options, whole);
      TestRuns.train(spark, settings, options.withStopAfterRounds(5), paused);
    }
    Path disturbed = next();
    try (JavaSparkContext spark = TestRuns.spark("local[2,3]")) {
      TestRuns.train(spark, settings, options.withResume(true), paused);
      FaultyProvider.failAt(20);
      TestRuns.train(spark, settings, options, disturbed);
      assertTrue(FaultyProvider.hasFailed());
    }
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(paused), "after a pause");
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(disturbed), "after a failed task");
    String last = "checkpoints/round-00000008.safetensors";
    assertArrayEquals(TestRuns.bytes(whole.resolve(last)), TestRuns.bytes(paused.resolve(last)));
    OptimizerVectors held = checkpoint(whole.resolve(last)).optimizer;
    int copies = between == StatePolicy.RESET ? 0 : between == StatePolicy.AVERAGE ? 1 : 3;
    assertEquals(copies, held.copies().length);
    for (int i = 1; i < copies; i++) {
      assertFalse(Arrays.equals(held.copies()[0], held.copies()[i]), "workers' own vectors");
    }
  }

  /**
   * With one local step and averaged vectors, momentum inside is momentum on the averages: both add
   * up mu v - rate g, once before and once after averaging.
   */
  @Test
  void averagedMomentumInsideIsMomentumOutside() {
    TrainingSettings.Builder common =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .localSteps(1)
            .schedule(new Schedule.Constant())
            .epochs(1)
            .nesterov(false)
            .learningRate(0.02);
    float[] outside = weights(common.momentum(0.9).build());
    float[] inside =
        weights(
            common
                .momentum(0)
                .update(UpdateSettings.PLAIN.with(new Optimizer.Momentum(0.9)))
                .build());
    float[] none = weights(common.update(UpdateSettings.PLAIN).build());
    // 8 rounds that each round every weight and velocity a few times, to 2^-24 of its size, and a
    // gradient of some thousand terms that differs as its weights do.
    double tolerance = 1e-4 * distance(outside, none);
    assertTrue(distance(outside, inside) < tolerance, distance(outside, inside) + "");
  }

  @Test
  void resettingAfterEverySingleStepIsRefused() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> settings(StatePolicy.RESET).localSteps(1).build())
            .getMessage();
    assertTrue(said.startsWith("optimizer state 'reset' with 1 local step"), said);
  }

  @Test
  void settingsAreRecordedOnlyWhereTheyDiffer() {
    String plain = SettingsJson.of(TestRuns.settings(TestRuns.NETWORK).build()).toString();
    for (String field : List.of("optimizer", "l1", "max_norm", "regularize", "clip")) {
      assertFalse(plain.contains(field), plain);
    }
    UpdateSettings update =
        adam(StatePolicy.KEEP)
            .with(
                new Regularization(
                    0, 2, List.of(Regularization.Override.parse("conv1:l2=0.1,l1=0.2"))));
    TrainingSettings settings = settings(StatePolicy.KEEP).update(update).build();
    assertEquals(update, UpdateJson.read(SettingsJson.of(settings)));
  }

  private static RunState checkpoint(Path file) {
    return Checkpoint.decode(
            TestRuns.bytes(file), file.toString(), ParameterLayout.of(TestRuns.NETWORK))
        .state();
  }

  private static float[] weights(TrainingSettings settings) {
    Path out = next();
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      TestRuns.train(spark, settings, options(), out);
    }
    String last = "checkpoints/round-00000008.safetensors";
    Path file = out.resolve(last);
    return Checkpoint.decode(
            TestRuns.bytes(file), file.toString(), ParameterLayout.of(TestRuns.UNCOUPLED))
        .state()
        .parameters;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static RunOptions options() {
    return TestRuns.options();
  }

  private static Path next() {
    return folder.resolve("run" + System.nanoTime());
  }
}
