package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.train.Mixer;

/**
 * Asks an executor for the largest micro-batch that fits its device's memory.
 *
 * @param labelling of training's minibatches
 * @param batch examples of a whole minibatch
 * @param trainers most that run side by side in an executor; 0 where only it knows
 */
public record MicroBatchChoice(
    Network network,
    String backend,
    BackendOptions options,
    Precision precision,
    Plan.Labelling labelling,
    int batch,
    int trainers)
    implements Serializable {
  /** For a run's settings; whatever micro-batch they name is not looked at. */
  public static MicroBatchChoice of(
      JavaSparkContext spark, TrainingSettings settings, BackendOptions options) {
    int tasks =
        spark.sc().isLocal()
            ? spark.defaultParallelism()
            : spark.getConf().getInt("spark.executor.cores", 0);
    return new MicroBatchChoice(
        settings.network(),
        settings.backend(),
        options,
        settings.precision(),
        Mixer.labelling(settings.augmentation()),
        settings.batch(),
        Math.min(RoundExecutors.of(spark).sharing(tasks), settings.workers()));
  }

  /**
   * Examples of a micro-batch; 0 where the whole minibatch fits.
   *
   * @throws BackendException where not even one example fits
   */
  public int ask(JavaSparkContext spark) {
    try {
      return RoundExecutors.of(spark)
          .compute(spark.parallelize(List.of(new Boxed<>(this)), 1))
          .map(boxed -> boxed.value().here())
          .first();
    } catch (Exception failed) { // SparkException is checked, and not declared in Scala
      throw Failures.unwrap(failed);
    }
  }

  /** The same, in the calling process. */
  int here() {
    int share = trainers > 0 ? trainers : Runtime.getRuntime().availableProcessors();
    try (Backend opened = TaskDevice.open(backend, options)) {
      int largest = opened.largestMinibatch(network, precision, labelling, batch, share);
      if (largest == 0) {
        throw new BackendException(
            "not even one image of network '%s' fits the memory of %s with %d trainers side by side; give fewer --workers"
                .formatted(network.name(), opened.report().device(), share));
      }
      return largest >= batch ? 0 : largest;
    }
  }
}
