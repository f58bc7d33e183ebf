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
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.train.TrainingException;

/** Whole runs that gather otherwise than usual keep what runs promise. */
class GatheringTest {
  private static final List<Averaging> OTHERS = List.of(Averaging.BF16, Averaging.REDUCE_SCATTER);

  @TempDir static Path folder;
  private static final List<byte[]> EXPECTED = new ArrayList<>();

  @BeforeAll
  static void train() {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      for (Averaging way : OTHERS) {
        EXPECTED.add(TestRuns.model(train(spark, settings(way), options())));
      }
    }
  }

  @Test
  void theModelDoesNotDependOnCores() {
    for (String master : new String[] {"local[1]", "local[4]"}) {
      try (JavaSparkContext spark = TestRuns.spark(master)) {
        for (Averaging way : OTHERS) {
          Path out = train(spark, settings(way), options());
          assertArrayEquals(EXPECTED.get(OTHERS.indexOf(way)), TestRuns.model(out), way + master);
        }
      }
    }
  }

  @Test
  void neitherTasksThatFailNorResidualsThatAreLostNorAnEndOnTheWayChangeBits() throws IOException {
    try (JavaSparkContext spark = TestRuns.spark("local[2,3]")) {
      for (Averaging way : OTHERS) {
        RunOptions options = options().withCheckpointRounds(1);
        TrainingSettings faulty =
            TestRuns.settings(TestRuns.NETWORK)
                .backend(FaultyProvider.NAME)
                .gathering(Gathering.DEFAULT.withAverage(way))
                .build();
        Path undisturbed = train(spark, faulty, options);
        FaultyProvider.failAt(20);
        Path disturbed = train(spark, faulty, options);
        assertTrue(FaultyProvider.hasFailed());
        assertArrayEquals(TestRuns.model(undisturbed), TestRuns.model(disturbed), way.text());

        Path out = train(spark, settings(way), options.withStopAfterRounds(6));
        TestRuns.train(spark, settings(way).build(), options.withResume(true), out);
        assertArrayEquals(EXPECTED.get(OTHERS.indexOf(way)), TestRuns.model(out), way.text());
        String recorded = Files.readString(out.resolve(RunDirectory.SETTINGS));
        assertTrue(recorded.contains("\"average\" : \"" + way.text() + "\""), recorded);
      }
      residualsThatAreLost(spark);
    }
  }

  private static void residualsThatAreLost(JavaSparkContext spark) throws IOException {
    List<String> notices = new ArrayList<>();
    TrainingListener loser =
        new TrainingListener() {
          @Override
          public void round(RoundReport report) {
            if (report.round() == 6 && notices.isEmpty()) {
              int all = spark.sc().newRddId();
              for (int rdd = 0; rdd < all; rdd++) { // caches are read again, residuals are not
                spark.env().blockManager().removeRdd(rdd);
              }
            }
          }

          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    Path out = folder.resolve("run" + System.nanoTime());
    TestRuns.train(
        spark, settings(Averaging.BF16).build(), options().withCheckpointRounds(1), out, loser);
    assertEquals(
        List.of(
            "what the bf16 rounding of worker 0 left over went with its executor in round 7;"
                + " computing again from round 4"),
        notices);
    assertArrayEquals(EXPECTED.get(0), TestRuns.model(out));
    assertEquals(9, Files.readAllLines(out.resolve(RunDirectory.LOG)).size());
  }

  @Test
  void roundsAccountForWhatTheyLeaveOut() throws IOException {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      Gathering hasty = new Gathering(Averaging.COLLECT, 0.5, 0.001);
      Path out = train(spark, TestRuns.settings(TestRuns.NETWORK).gathering(hasty), options());
      long images = 0;
      long left = 0;
      List<String> lines = Files.readAllLines(out.resolve(RunDirectory.LOG));
      for (String text : lines) {
        JsonNode line = Json.parse(text, "log");
        images += line.path("images").asLong();
        left += line.path("images_left_out").asLong();
        assertEquals(line.has("images_left_out"), line.path("workers_left_out").size() > 0);
      }
      assertEquals(9, lines.size());
      assertTrue(left > 0, "three workers on two cores, and none was late");
      assertEquals(2 * 340, images + left);
      TrainingSettings patient =
          TestRuns.settings(TestRuns.NETWORK)
              .gathering(new Gathering(Averaging.COLLECT, 0.5, 60))
              .build();
      TrainingException refused =
          assertThrows(
              TrainingException.class,
              () -> TestRuns.train(spark, patient, options().withResume(true), out));
      assertTrue(refused.getMessage().contains("round_timeout_seconds is 60.0, the run has 0.001"));
    }
  }

  @Test
  void collectingLeavesNoTraceInTheSettings() {
    String text = SettingsJson.of(TestRuns.settings(TestRuns.NETWORK).build()).toString();
    assertFalse(text.contains("average") || text.contains("quorum"), text);
  }

  private static TrainingSettings.Builder settings(Averaging way) {
    return TestRuns.settings(TestRuns.NETWORK).gathering(Gathering.DEFAULT.withAverage(way));
  }

  private static RunOptions options() {
    return TestRuns.options();
  }

  private static Path train(
      JavaSparkContext spark, TrainingSettings.Builder settings, RunOptions options) {
    return train(spark, settings.build(), options);
  }

  private static Path train(JavaSparkContext spark, TrainingSettings settings, RunOptions options) {
    Path out = folder.resolve("run" + System.nanoTime());
    TestRuns.train(spark, settings, options, out);
    return out;
  }
}
