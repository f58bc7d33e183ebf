package org.sparkconvnet.driver;

import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.sparkconvnet.train.OuterStep;

/**
 * The driver collects what each worker packed. It is added up in worker order, which decides the
 * bits, as soon as it is its turn: in the caller's thread, while others still compute.
 */
final class CollectAverager implements Averager {
  private final SparkContext spark;
  private final Gathering gathering;
  private final OuterStep parameters;
  private final OuterStep running;
  private final float[] runningVelocity;

  /**
   * @param parameters the step of the parameters
   * @param running that of the running statistics
   * @param stateCount how many of them there are
   */
  CollectAverager(
      SparkContext spark,
      Gathering gathering,
      OuterStep parameters,
      OuterStep running,
      int stateCount) {
    this.spark = spark;
    this.gathering = gathering;
    this.parameters = parameters;
    this.running = running;
    this.runningVelocity = new float[stateCount];
  }

  @Override
  public Packing packing(RunState state, boolean settles) {
    if (gathering.average() != Averaging.BF16) {
      return Packing.WEIGHTS;
    }
    return settles
        ? new Packing(Packing.Kind.WHOLE_DELTAS, state.residuals, Residuals.NONE)
        : new Packing(Packing.Kind.ROUNDED_DELTAS, state.residuals, Residuals.name(spark));
  }

  @Override
  public Gathered run(
      RDD<WorkerReturn> round, Weights start, RunState state, Consumer<WorkerReturn[]> check) {
    boolean done = false;
    try {
      WorkerReturn[] returns = new WorkerReturn[round.getNumPartitions()];
      long arrived = collect(new RoundJob<>(spark, round), returns, state);
      check.accept(returns);
      parameters.apply(state.parameters, state.velocity);
      running.apply(state.state, runningVelocity);
      done = true;
      return new Gathered(returns, arrived);
    } finally {
      if (!done) {
        parameters.clear();
        running.clear();
      }
    }
  }

  /** Fills in what arrives; returns when the last did. */
  private long collect(RoundJob<WorkerReturn> job, WorkerReturn[] returns, RunState state) {
    Patience patience = new Patience(gathering, returns.length);
    int next = 0;
    int count = 0;
    long arrived = System.nanoTime();
    while (patience.waits(count)) {
      RoundJob.Arrival<WorkerReturn> arrival = job.next(patience.nanosLeft(count));
      if (arrival == null) {
        continue; // the time is over; the quorum may be there, or be awaited
      }
      arrived = System.nanoTime();
      returns[arrival.partition()] = arrival.value();
      count++;
      while (next < returns.length && returns[next] != null) {
        add(returns[next++], state);
      }
    }
    if (count < returns.length) {
      job.cancel();
    }
    for (; next < returns.length; next++) {
      if (returns[next] != null) {
        add(returns[next], state);
      }
    }
    return arrived;
  }

  private void add(WorkerReturn result, RunState state) {
    if (result.residualLost) {
      return; // the round will not count
    }
    byte[] vector = result.takeVector();
    int offset = state.parameters.length * result.packed.bytes();
    switch (result.packed) {
      case WEIGHTS -> parameters.add(state.parameters, vector, 0, result.examples);
      case ROUNDED_DELTAS -> parameters.addBf16Deltas(vector, 0, result.examples);
      case WHOLE_DELTAS -> parameters.addDeltas(vector, 0, result.examples);
    }
    running.add(state.state, vector, offset, result.examples);
  }
}
