package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.train.Schedule;

/** Why examples are shuffled: the same data sorted by class, with and without it. */
class ShuffleTest {
  private static final String SORTED = "generated:shapes?train=3000&test=500&sorted=1";

  @TempDir private Path folder;

  @Test
  void sortedDataAreLearntOnlyWhereTheyAreShuffled() throws Exception {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      List<String> warnings = new ArrayList<>();
      double shuffled = accuracy(spark, true, warnings);
      assertEquals(List.of(), warnings);
      double stored = accuracy(spark, false, warnings);
      assertEquals(1, warnings.size());
      assertTrue(warnings.get(0).startsWith("labels depend on the order they are met in"));
      assertTrue(shuffled > 2 * stored, "shuffled " + shuffled + ", as stored " + stored);
      assertTrue(stored < 0.2, "as stored " + stored);
      assertFalse(settings(true).contains("shuffle"));
      assertTrue(settings(false).contains("\"shuffle\" : \"none\""), settings(false));
    }
  }

  private String settings(boolean shuffle) throws Exception {
    return Files.readString(folder.resolve("" + shuffle).resolve(RunDirectory.SETTINGS));
  }

  private double accuracy(JavaSparkContext spark, boolean shuffle, List<String> warnings) {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .workers(2)
            .localSteps(1)
            .batch(16)
            .epochs(6)
            .learningRate(0.005)
            .schedule(new Schedule.OneCycle(0.3))
            .momentum(0.9)
            .shuffle(shuffle)
            .build();
    Path out = folder.resolve("" + shuffle);
    RunDirectory directory =
        RunDirectory.create(out.toString(), false, spark.hadoopConfiguration());
    TrainingResult result =
        Trainer.train(
            spark,
            settings,
            TestRuns.options(),
            Datasets.openTraining(SORTED, spark.hadoopConfiguration()),
            Datasets.openTest(SORTED, spark.hadoopConfiguration()),
            directory,
            new TrainingListener() {
              @Override
              public void warned(String warning) {
                warnings.add(warning);
              }
            });
    return result.test().orElseThrow().accuracy();
  }
}
