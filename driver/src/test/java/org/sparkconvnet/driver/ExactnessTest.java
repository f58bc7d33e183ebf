package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same data, settings and tuning give the same model file, byte for byte. */
class ExactnessTest {
  @TempDir static Path folder;
  private static byte[] expected;

  @BeforeAll
  static void train() {
    expected = trainOn(new SparkConf().setMaster("local[3]"));
  }

  @Test
  void theModelDoesNotDependOnCores() {
    for (String master : new String[] {"local[1]", "local[2]", "local[4]"}) {
      assertArrayEquals(expected, trainOn(new SparkConf().setMaster(master)), master);
    }
  }

  @Test
  void theModelDoesNotDependOnTheSerializer() {
    SparkConf kryo =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertArrayEquals(expected, trainOn(kryo));
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      Path out = next();
      TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).seed(6).build();
      TestRuns.train(spark, settings, TestRuns.options(), out);
      assertFalse(Arrays.equals(expected, TestRuns.model(out)));
    }
  }

  @Test
  void aTaskThatFailsIsRepeatedWithTheSameBits() {
    try (JavaSparkContext spark = TestRuns.spark("local[2,3]")) {
      TrainingSettings settings =
          TestRuns.settings(TestRuns.NETWORK).backend(FaultyProvider.NAME).build();
      // A backend of another name is timed anew, so it is compared with itself undisturbed.
      RunOptions options = TestRuns.options();
      Path undisturbed = next();
      TestRuns.train(spark, settings, options, undisturbed);
      Path disturbed = next();
      FaultyProvider.failAt(20);
      TestRuns.train(spark, settings, options, disturbed);
      assertTrue(FaultyProvider.hasFailed());
      assertArrayEquals(TestRuns.model(undisturbed), TestRuns.model(disturbed));
    }
  }

  @Test
  void shardsThatAreLostAreReadAgainWithTheSameBits() {
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      Path out = next();
      AtomicInteger lost = new AtomicInteger();
      TrainingListener loser =
          new TrainingListener() {
            @Override
            public void round(RoundReport report) {
              if (report.round() == 3) {
                spark
                    .getPersistentRDDs()
                    .values()
                    .forEach(
                        rdd -> {
                          rdd.unpersist(true);
                          lost.incrementAndGet();
                        });
              }
            }
          };
      TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).build();
      TestRuns.train(spark, settings, TestRuns.options(), out, loser);
      assertEquals(2, lost.get()); // training shards and test set
      assertArrayEquals(expected, TestRuns.model(out));
    }
  }

  private static byte[] trainOn(SparkConf conf) {
    try (JavaSparkContext spark = TestRuns.spark(conf)) {
      Path out = next();
      TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).build();
      TestRuns.train(spark, settings, TestRuns.options(), out);
      return TestRuns.model(out);
    }
  }

  private static Path next() {
    return folder.resolve("run" + System.nanoTime());
  }
}
