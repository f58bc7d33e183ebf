package org.sparkconvnet.driver;

import java.util.function.Consumer;
import org.apache.spark.rdd.RDD;

/** A way from what the workers of a round return to the next weights. */
interface Averager {
  /**
   * How workers are to pack.
   *
   * @param settles whether the round is to leave nothing behind on executors
   */
  Packing packing(RunState state, boolean settles);

  /**
   * Runs a round's job and moves the parameters, velocity and running statistics of {@code state}
   * by what it returns.
   *
   * @param round one element a worker, in their order
   * @param start the weights that the workers started from
   * @param check told what the workers returned, without their vectors, before anything moves;
   *     throws where the round is not to count
   */
  Gathered run(
      RDD<WorkerReturn> round, Weights start, RunState state, Consumer<WorkerReturn[]> check);

  /**
   * What a round gathered.
   *
   * @param returns in worker order; null for a worker that was not waited for
   * @param arrivedNanos when the last result arrived, by {@link System#nanoTime}
   */
  record Gathered(WorkerReturn[] returns, long arrivedNanos) {}
}
