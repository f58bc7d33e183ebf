package org.sparkconvnet.driver;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share one Spark of two cores. Those of several classes follow one another. */
abstract class OnTwoCores {
  static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark = TestRuns.spark("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }
}
