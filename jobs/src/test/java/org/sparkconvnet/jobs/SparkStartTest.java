package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.driver.RoundGpus;

/** Settings that spark-submit leaves to the application, as system properties. */
class SparkStartTest {
  private static final List<String> GPUS =
      List.of("spark.executor.resource.gpu.amount", "spark.task.resource.gpu.amount");

  @BeforeEach
  void ask() {
    GPUS.forEach(key -> System.setProperty(key, "1"));
  }

  @AfterEach
  void forget() {
    GPUS.forEach(System::clearProperty);
  }

  @Test
  void gpusAskedOfOneProcessDoNotKeepItWaiting() {
    SparkConf conf =
        SparkStart.configuration("test", "local[1]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      assertEquals(2, spark.parallelize(List.of(1, 2), 1).count());
    }
  }

  @Test
  void aClusterIsAskedForThem() {
    SparkConf conf = SparkStart.configuration("test", "spark://127.0.0.1:7077");
    GPUS.forEach(key -> assertEquals("1", conf.get(key)));
  }

  @Test
  void gpusForRoundsAreRefusedWhereTheyCannotBeBeforeSparkStarts() {
    System.setProperty(RoundGpus.AMOUNT, "1");
    try {
      refusedOn(
          "local[1]",
          " is for clusters; leave it out on local[1], where workers take the machine's GPUs in"
              + " turn");
      refusedOn(
          "spark://127.0.0.1:1",
          " needs spark.dynamicAllocation.enabled=true: without it executors are all alike, and"
              + " spark.executor.resource.gpu.amount gives each its GPUs");
    } finally {
      System.clearProperty(RoundGpus.AMOUNT);
    }
  }

  private static void refusedOn(String master, String why) {
    Ran.command("train", "--master", master, "--data", "generated:shapes")
        .assertError(2, RoundGpus.AMOUNT + why);
  }
}
