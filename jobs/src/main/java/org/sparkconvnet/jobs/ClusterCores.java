package org.sparkconvnet.jobs;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.driver.RoundExecutors;
import org.sparkconvnet.train.TrainingException;

/** How many cores Spark has. On a cluster executors arrive one by one, after the start. */
final class ClusterCores {
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long STILL_NANOS = 3_000_000_000L;
  private static final long POLL_MILLISECONDS = 100;

  private ClusterCores() {}

  /**
   * As many workers as there are cores.
   *
   * @throws TrainingException where executors come and go: the bits of a run depend on how many
   *     workers it has, so that chance is not to decide it
   */
  static int count(JavaSparkContext spark) {
    if (!spark.isLocal() && dynamic(spark)) {
      throw new TrainingException(
          "with spark.dynamicAllocation.enabled executors come and go, and how many workers share"
              + " the work must be said: --workers N");
    }
    return await(spark);
  }

  /** The cores of executors that compute rounds, once no more have come for some seconds. */
  static int await(JavaSparkContext spark) {
    if (spark.isLocal()) {
      return spark.defaultParallelism();
    }
    RoundExecutors computing = RoundExecutors.of(spark);
    if (dynamic(spark)) {
      computing.awaitFirst(); // else none would come
    }
    long start = System.nanoTime();
    long changed = start;
    int cores = 0;
    while (System.nanoTime() - start < LONGEST_NANOS) {
      int executors = executors(spark);
      int now = executors == 0 ? 0 : computing.slots();
      if (now != cores) {
        cores = now;
        changed = System.nanoTime();
      } else if (cores > 0 && System.nanoTime() - changed > STILL_NANOS) {
        return cores;
      }
      pause();
    }
    if (cores == 0) {
      throw new TrainingException(
          "no executor of "
              + spark.master()
              + " came within a minute; is the cluster busy, or has no machine as many cores and as"
              + " much memory as were asked for?");
    }
    return cores;
  }

  private static boolean dynamic(JavaSparkContext spark) {
    return spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** Executors besides the driver. */
  private static int executors(JavaSparkContext spark) {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while executors were awaited", interrupted);
    }
  }
}
