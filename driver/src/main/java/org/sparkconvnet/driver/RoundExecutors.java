package org.sparkconvnet.driver;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.sparkconvnet.train.TrainingException;
import scala.Option;

/**
 * The executors that compute rounds and evaluations and keep their images: all of the application,
 * or, where {@link RoundGpus} asks for GPUs, those that Spark starts with them.
 */
public final class RoundExecutors {
  private final SparkContext spark;
  private final RoundGpus gpus;
  private final ResourceProfile profile;

  private RoundExecutors(SparkContext spark, RoundGpus gpus, ResourceProfile profile) {
    this.spark = spark;
    this.gpus = gpus;
    this.profile = profile;
  }

  /**
   * Those of an application, as its settings say.
   *
   * @throws TrainingException where settings do not go together
   */
  public static RoundExecutors of(JavaSparkContext spark) {
    return of(spark.sc());
  }

  static RoundExecutors of(SparkContext spark) {
    SparkConf conf = spark.getConf();
    try {
      return RoundGpus.of(conf)
          .map(asked -> new RoundExecutors(spark, asked, registered(spark, asked.profile(conf))))
          .orElseGet(() -> new RoundExecutors(spark, null, null));
    } catch (IllegalArgumentException refused) {
      throw new TrainingException(refused.getMessage(), refused);
    }
  }

  /** The one that was made before, since to Spark executors of another one are others. */
  private static ResourceProfile registered(SparkContext spark, ResourceProfile profile) {
    Option<ResourceProfile> before = spark.resourceProfileManager().getEquivalentProfile(profile);
    if (before.isDefined()) {
      return before.get();
    }
    spark.resourceProfileManager().addResourceProfile(profile);
    return profile;
  }

  /** Has the stages that the RDD is computed in run on these executors; returns it. */
  <T> RDD<T> compute(RDD<T> rdd) {
    return profile == null ? rdd : rdd.withResources(profile);
  }

  /** The same. */
  <T> JavaRDD<T> compute(JavaRDD<T> rdd) {
    return profile == null ? rdd : rdd.withResources(profile);
  }

  /** Returns when there is one. */
  public void awaitFirst() {
    compute(JavaSparkContext.fromSparkContext(spark).parallelize(List.of(0), 1)).count();
  }

  /** Tasks that those which are there run at once, at least 1. */
  public int slots() {
    return Math.max(
        1, profile == null ? spark.defaultParallelism() : spark.maxNumConcurrentTasks(profile));
  }

  /** Whether the executor is one of them. */
  boolean include(String executor) {
    SchedulerBackend backend = spark.schedulerBackend();
    return profile == null
        || backend instanceof CoarseGrainedSchedulerBackend cluster
            && cluster.getExecutorResourceProfileId(executor) == profile.id();
  }

  /**
   * Tasks that share a device of an executor.
   *
   * @param tasks that run side by side in an executor, by its cores; 0 where only it knows
   */
  int sharing(int tasks) {
    if (gpus == null) {
      return tasks;
    }
    return tasks == 0 ? gpus.tasksPerGpu() : Math.min(tasks, gpus.tasksPerGpu());
  }
}
