package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.Shard;
import org.sparkconvnet.train.Validation;

/**
 * Images held out of the training set: which they are, that none is trained on, what they decide.
 */
class ValidationRunTest extends OnTwoCores {
  private static final int IMAGES = 340;
  private static final double SHARE = 0.2;

  @TempDir static Path folder;

  private static TrainingSettings.Builder settings(String stopping) {
    return TestRuns.settings(TestRuns.NETWORK)
        .validation(new Validation(SHARE, Validation.Stopping.parse(stopping)));
  }

  @Test
  void ofEachClassTheSameShareIsHeldOut() {
    Dataset data = Datasets.openTraining(TestRuns.DATA, new Configuration());
    TrainingSettings settings = settings("patience=1").build();
    Holdout holdout = Holdout.of(spark, data, settings);
    int[] of = new int[10];
    int[] held = new int[10];
    for (DataSplit split : data.splits()) {
      int[] labels = split.labels(new Configuration());
      for (int i = 0; i < labels.length; i++) {
        of[labels[i]]++;
        held[labels[i]] += holdout.holds(split.first() + i) ? 1 : 0;
      }
      ImageSet images = holdout.heldOf(split, new Configuration());
      assertEquals(holdout.size(), images.size());
    }
    for (int label = 0; label < 10; label++) {
      assertEquals(Math.round(SHARE * of[label]), held[label], "class " + label);
    }
    assertEquals(IMAGES, holdout.size() + holdout.left());
    String again = Holdout.of(spark, data, settings).toJson(settings);
    assertEquals(again, holdout.toJson(settings));
    TrainingSettings other = settings("patience=1").seed(6).build();
    assertNotEquals(again, Holdout.of(spark, data, other).toJson(settings));
  }

  @Test
  void noShardHasAHeldOutImage() {
    Dataset data = Datasets.openTraining(TestRuns.DATA, new Configuration());
    Holdout holdout = Holdout.of(spark, data, settings("patience=1").build());
    Set<Integer> seen = new HashSet<>();
    try (Shards shards = Shards.deal(spark, data, holdout, 3, 5)) {
      for (Shard shard : shards.rdd().collect()) {
        for (int i = 0; i < shard.size(); i++) {
          assertFalse(holdout.holds(shard.example(i)));
          assertTrue(seen.add(shard.example(i)));
        }
      }
    }
    assertEquals(holdout.left(), seen.size());
  }

  @Test
  void aShareThatHoldsNothingOutIsRefused() {
    Dataset data = Datasets.openTraining(TestRuns.DATA, new Configuration());
    TrainingSettings settings =
        TestRuns.settings(TestRuns.NETWORK).validation(new Validation(0.001, null)).build();
    assertThrows(DataException.class, () -> Holdout.of(spark, data, settings));
  }

  /** With a rate that wrecks the weights after some epochs, the best are earlier ones. */
  @Test
  void theModelHasTheBestEpochsWeightsAndPausesChangeNothing() {
    TrainingSettings settings =
        settings("patience=2,min-improvement=0.001,metric=accuracy")
            .epochs(8)
            .learningRate(0.02)
            .schedule(Schedule.parse("warm-up:0.2+constant"))
            .build();
    RunOptions options = TestRuns.options().withCheckpointRounds(2);
    Path whole = folder.resolve("whole");
    Path paused = folder.resolve("paused");
    TrainingResult result = TestRuns.train(spark, settings, options, whole);
    TestRuns.train(spark, settings, options.withStopAfterRounds(5), paused);
    TrainingResult resumed = TestRuns.train(spark, settings, options.withResume(true), paused);
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(paused));
    assertEquals(result.bestEpoch(), resumed.bestEpoch());
    assertEquals(result.stoppedEpoch(), resumed.stoppedEpoch());

    List<Double> accuracies = accuracies(whole);
    int best = result.bestEpoch();
    assertTrue(best >= 1 && best <= accuracies.size());
    for (double accuracy : accuracies) {
      assertTrue(accuracy < accuracies.get(best - 1) + 0.001);
    }
    boolean early = accuracies.size() < 8;
    assertEquals(early ? accuracies.size() : 0, result.stoppedEpoch());
    assertEquals(early ? best + 2 : 8, accuracies.size());

    // What the model scores on the held-out images is what the log says of that epoch.
    TrainingResult shorter =
        TestRuns.train(
            spark,
            TestRuns.settings(TestRuns.NETWORK)
                .validation(new Validation(SHARE, null))
                .epochs(8)
                .learningRate(0.02)
                .schedule(Schedule.parse("warm-up:0.2+constant"))
                .build(),
            options.withStopAfterRounds((long) best * result.rounds() / accuracies.size()),
            folder.resolve("shorter"));
    assertEquals((long) best * result.rounds() / accuracies.size(), shorter.rounds());
    assertEquals(accuracies.subList(0, best), accuracies(folder.resolve("shorter")));
  }

  @Test
  void aPlateauLowersTheRateAndSurvivesAPause() {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.NETWORK)
            .validation(new Validation(SHARE, null))
            .schedule(Schedule.parse("plateau:by=0.5,patience=1,min-improvement=0.5"))
            .epochs(4)
            .build();
    RunOptions options = TestRuns.options().withCheckpointRounds(2);
    Path whole = folder.resolve("plateau");
    Path paused = folder.resolve("plateau, paused");
    TestRuns.train(spark, settings, options, whole);
    TestRuns.train(spark, settings, options.withStopAfterRounds(7), paused);
    TestRuns.train(spark, settings, options.withResume(true), paused);
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(paused));
    List<Double> rates = new ArrayList<>();
    log(whole).forEach(line -> rates.add(line.path("learning_rate").asDouble()));
    double first = rates.get(0);
    double last = rates.get(rates.size() - 2); // before the line that ends the log
    assertTrue(last <= 0.5 * first, first + " to " + last);
  }

  @Test
  void whatGoesByValidationNeedsIt() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TestRuns.settings(TestRuns.NETWORK).schedule(Schedule.parse("plateau")).build());
  }

  private static List<Double> accuracies(Path out) {
    List<Double> accuracies = new ArrayList<>();
    for (JsonNode line : log(out)) {
      if (line.has("validation_accuracy")) {
        accuracies.add(line.get("validation_accuracy").asDouble());
      }
    }
    return accuracies;
  }

  private static List<JsonNode> log(Path out) {
    List<JsonNode> lines = new ArrayList<>();
    String text = new String(TestRuns.bytes(out.resolve(RunDirectory.LOG)), StandardCharsets.UTF_8);
    text.lines().forEach(line -> lines.add(Json.parse(line, "log")));
    return lines;
  }
}
