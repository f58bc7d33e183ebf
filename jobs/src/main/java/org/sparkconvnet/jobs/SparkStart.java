package org.sparkconvnet.jobs;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sparkconvnet.driver.RoundGpus;

/** Starts Spark with what spark-submit was told, and what training needs where it was not. */
final class SparkStart {
  private SparkStart() {}

  /**
   * What Spark is to be started with. Throws {@link UsageException} where settings of ours cannot
   * be.
   *
   * @param master where none comes from spark-submit; null for all cores of this machine
   */
  static SparkConf configuration(String application, String master) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", application);
    if (conf.get("spark.app.name").startsWith("org.sparkconvnet.")) {
      conf.setAppName(application);
    }
    conf.setIfMissing("spark.master", master == null ? "local[*]" : master);
    // Results are weight vectors, as many as workers; they are summed as they arrive.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    // A broadcast, and each round has one, allocates whole pieces; Spark's of 4 MB cost a small
    // network more than its training's other work on the driver.
    conf.setIfMissing("spark.broadcast.blockSize", "512k");
    if (isOneProcess(conf.get("spark.master"))) {
      // Spark has no executors to give GPUs to there and would wait for ever; workers take turns.
      List.of("spark.executor.resource.gpu.amount", "spark.task.resource.gpu.amount")
          .forEach(conf::remove);
    }
    requireRoundGpus(conf);
    return conf;
  }

  private static void requireRoundGpus(SparkConf conf) {
    try {
      RoundGpus.of(conf);
    } catch (IllegalArgumentException refused) {
      throw new UsageException(refused.getMessage(), refused);
    }
  }

  private static boolean isOneProcess(String master) {
    return master.startsWith("local") && !master.startsWith("local-cluster");
  }

  /** For reading and writing before Spark runs. */
  static Configuration hadoop(SparkConf conf) {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** Throws {@link UsageException} where Spark does not take what it was told. */
  static JavaSparkContext start(SparkConf conf) {
    try {
      return new JavaSparkContext(conf);
    } catch (Exception refused) { // SparkException is checked, and not declared in Scala
      throw new UsageException(
          "Spark does not start on " + conf.get("spark.master") + ": " + refused.getMessage(),
          refused);
    }
  }
}
