package org.sparkconvnet.jobs;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.noise.GradientSampler;

/**
 * What rounds on Spark cost, at the recipe's minibatch.
 *
 * @param workers that shared the work; 0 where nothing was measured
 * @param communicationMillis of a round, all but computing and data
 * @param computeMillis of a round, with tuned kernels and all workers at work
 */
record NoiseOnSpark(int workers, double communicationMillis, double computeMillis) {
  static final NoiseOnSpark NOT_MEASURED = new NoiseOnSpark(0, Double.NaN, Double.NaN);

  private static final int ENDLESS = 100_000;
  private static final int WINDOWS = 3;
  private static final double WINDOW_SECONDS = 1;

  /**
   * Trains for some seconds.
   *
   * @param workers null for one a core
   */
  static NoiseOnSpark measure(
      SparkConf conf, TrainingSettings.Builder settings, Integer workers, Dataset training) {
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      int count = workers != null ? workers : ClusterCores.count(spark);
      StageTimes stages =
          new EndToEndBenchmark(WINDOWS, WINDOW_SECONDS, CacheDirectory.backendOptions())
              .run(spark, settings.workers(count).epochs(ENDLESS).build(), training)
              .stages();
      double computing = stages.milliseconds().get("compute") + stages.milliseconds().get("data");
      return new NoiseOnSpark(count, stages.roundMilliseconds() - computing, computing);
    }
  }

  /**
   * What tuned kernels, with all workers at work, take of the time measured with untuned ones,
   * which is interpolated at the recipe's minibatch; 1 where nothing was measured on Spark.
   *
   * @param batch the recipe's minibatch
   * @param measured with untuned kernels, by ascending minibatch
   */
  double tuning(int batch, List<GradientSampler.Measured> measured) {
    if (Double.isNaN(computeMillis)) {
      return 1;
    }
    GradientSampler.Measured below = measured.get(0);
    for (GradientSampler.Measured size : measured) {
      if (size.estimate().batch() <= batch) {
        below = size;
      }
    }
    double untuned = NoiseReport.millis(below, 1) * batch / below.estimate().batch();
    return computeMillis / untuned;
  }
}
