package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;

/**
 * Runs with mixup and cutmix, with label smoothing and class weights and in micro-batches, give the
 * same model file, byte for byte, wherever and however often their tasks run.
 */
class MixingRunTest {
  private static final String OTHERS = "mirror,shift=2,noise=0.1";
  private static final Network NETWORK =
      TestRuns.NETWORK.with(
          new Layer.SoftmaxCrossEntropy(
              0.1, List.of(1.0, 2.0, 0.5, 1.0, 1.0, 3.0, 1.0, 0.25, 1.0, 1.0)));

  @TempDir static Path folder;
  private static Path expected;

  @BeforeAll
  static void train() {
    try (JavaSparkContext spark = TestRuns.spark("local[4]")) {
      expected = trained(spark, settings(OTHERS + ",mixup=0.4,cutmix=1.0").build(), options());
    }
  }

  @Test
  void theModelDoesNotDependOnCoresRetryOrResume() {
    TrainingSettings settings = settings(OTHERS + ",mixup=0.4,cutmix=1.0").build();
    try (JavaSparkContext spark = TestRuns.spark("local[1]")) {
      assertSame(trained(spark, settings, options()));
    }
    try (JavaSparkContext spark = TestRuns.spark("local[2,3]")) {
      assertSame(trained(spark, settings, options()));
      Path killed = trained(spark, settings, options().withStopAfterRounds(5));
      assertFalse(Files.exists(killed.resolve(RunDirectory.MODEL)));
      TestRuns.train(spark, settings, options().withResume(true), killed);
      assertSame(killed);
      TrainingSettings faulty =
          settings(OTHERS + ",mixup=0.4,cutmix=1.0").backend(FaultyProvider.NAME).build();
      Path undisturbed = trained(spark, faulty, options());
      FaultyProvider.failAt(20);
      Path disturbed = trained(spark, faulty, options());
      assertTrue(FaultyProvider.hasFailed());
      assertArrayEquals(TestRuns.model(undisturbed), TestRuns.model(disturbed));
    }
  }

  @Test
  void everyKindHasItsEffectAndIsPartOfTheSettings() {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      Path without = trained(spark, settings(OTHERS).build(), options());
      Path mixup = trained(spark, settings(OTHERS + ",mixup=0.4").build(), options());
      Path cutmix = trained(spark, settings(OTHERS + ",cutmix=1.0").build(), options());
      Path[] all = {without, mixup, cutmix, expected};
      for (int i = 0; i < all.length; i++) {
        for (int j = 0; j < i; j++) {
          assertFalse(Arrays.equals(TestRuns.model(all[i]), TestRuns.model(all[j])));
        }
      }
      String recorded =
          new String(
              TestRuns.bytes(expected.resolve(RunDirectory.SETTINGS)), StandardCharsets.UTF_8);
      assertTrue(
          recorded.contains("\"augmentation\" : \"mirror,shift=2,noise=0.1,mixup=0.4,cutmix=1.0\""),
          recorded);
    }
  }

  @Test
  void otherLossesAreRefused() {
    TrainingSettings.Builder quadratic =
        TestRuns.settings(TestRuns.NETWORK.with(new Layer.QuadraticError()))
            .augmentation(Augmentation.parse("mixup=0.2"));
    assertEquals(
        "mixup goes with softmax cross-entropy, whose targets may be a distribution over the"
            + " classes, not with another loss",
        assertThrows(IllegalArgumentException.class, quadratic::build).getMessage());
  }

  private static TrainingSettings.Builder settings(String augmentation) {
    return TestRuns.settings(NETWORK).microBatch(6).augmentation(Augmentation.parse(augmentation));
  }

  private static RunOptions options() {
    return TestRuns.options().withCheckpointRounds(3);
  }

  private static Path trained(
      JavaSparkContext spark, TrainingSettings settings, RunOptions options) {
    Path out = folder.resolve("run" + System.nanoTime());
    TestRuns.train(spark, settings, options, out);
    return out;
  }

  private static void assertSame(Path out) {
    assertArrayEquals(TestRuns.model(expected), TestRuns.model(out));
  }
}
