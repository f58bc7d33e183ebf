package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkconvnet.data.ImageSet;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Evaluates weights on a data set, which executors keep in memory between evaluations. A task takes
 * one split, and what tasks find is added in the splits' order: the report does not depend on the
 * cluster.
 */
final class Evaluator implements AutoCloseable {
  private static final ClassTag<Tally> TALLY = ClassTag$.MODULE$.apply(Tally.class);

  private final JavaSparkContext spark;
  private final Dataset data;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final JavaRDD<ImageSet> images;

  /** On all of a data set. */
  Evaluator(JavaSparkContext spark, Dataset data, Broadcast<Boxed<WorkerSetup>> setup) {
    this(spark, data, setup, "test set", (split, files) -> split.read(files));
  }

  /** On what is held out of a data set. */
  static Evaluator ofHoldout(
      JavaSparkContext spark, Dataset data, Holdout holdout, Broadcast<Boxed<WorkerSetup>> setup) {
    return new Evaluator(spark, data, setup, "validation set", holdout::heldOf);
  }

  /** Reads a split's images, or some of them. */
  private interface Reader extends Serializable {
    ImageSet read(DataSplit split, Configuration hadoop);
  }

  private Evaluator(
      JavaSparkContext spark,
      Dataset data,
      Broadcast<Boxed<WorkerSetup>> setup,
      String name,
      Reader reader) {
    this.spark = spark;
    this.data = data;
    this.setup = setup;
    Broadcast<SerializableConfiguration> settings =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.hadoop = settings;
    this.images =
        RoundExecutors.of(spark)
            .compute(spark.parallelize(data.boxedSplits(), data.splits().size()))
            .map(split -> reader.read(split.value(), settings.value().value()))
            .setName(name)
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  EvaluationReport evaluate(float[] parameters, float[] state) {
    Weights weights = Weights.send(spark, parameters, state, data.splits().size());
    try {
      EvaluationTask task = new EvaluationTask(setup.value().value().run(), setup, weights);
      Tally whole =
          new Tally(setup.value().value().network().criterion(), data.classNames().size());
      for (Tally tally : (Tally[]) spark.sc().runJob(images.rdd(), task, TALLY)) {
        whole.add(tally);
      }
      return whole.report(data.classNames());
    } finally {
      weights.dropAtOnce();
    }
  }

  @Override
  public void close() {
    images.unpersist(true);
    hadoop.destroy(true);
  }
}
