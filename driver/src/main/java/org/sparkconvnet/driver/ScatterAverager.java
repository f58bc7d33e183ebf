package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.ContextCleaner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.sparkconvnet.train.OuterStep;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Reduce-scatter by a shuffle: workers cut their weights into pieces, an executor each averages the
 * pieces of one range, and the driver collects the means in float32, P numbers in all whatever the
 * number of workers. A mean is summed in double in worker order, as the driver would, and rounded
 * to float32 once more: by at most 2^-24 of the mean difference.
 */
final class ScatterAverager implements Averager {
  private static final int SHORTEST = 1 << 16;
  private static final int LONGEST = 1 << 20;
  private static final ClassTag<Integer> NUMBER = ClassTag$.MODULE$.apply(Integer.class);
  private static final ClassTag<Piece> PIECE = ClassTag$.MODULE$.apply(Piece.class);

  private final SparkContext spark;
  private final RoundExecutors executors;
  private final OuterStep parameters;
  private final OuterStep running;
  private final float[] runningVelocity;
  private final int pieceLength;

  ScatterAverager(
      SparkContext spark, OuterStep parameters, OuterStep running, int count, int stateCount) {
    this.spark = spark;
    this.executors = RoundExecutors.of(spark);
    this.parameters = parameters;
    this.running = running;
    this.runningVelocity = new float[stateCount];
    int shares = 2 * executors.slots();
    this.pieceLength = Math.max(SHORTEST, Math.min(LONGEST, (count + shares - 1) / shares));
  }

  @Override
  public Packing packing(RunState state, boolean settles) {
    return Packing.WEIGHTS;
  }

  @Override
  public Gathered run(
      RDD<WorkerReturn> round, Weights start, RunState state, Consumer<WorkerReturn[]> check) {
    int count = state.parameters.length;
    int pieces = (count + pieceLength - 1) / pieceLength;
    ShuffledRDD<Integer, Piece, Piece> shuffled =
        new ShuffledRDD<>(
            new PieceRdd(round, count, pieceLength),
            new PiecePartitioner(1 + pieces),
            NUMBER,
            PIECE,
            PIECE);
    int shuffle = ((ShuffleDependency<?, ?, ?>) shuffled.dependencies().head()).shuffleId();
    RoundJob<MeanRdd.Part> job =
        new RoundJob<>(spark, executors.compute(new MeanRdd(shuffled, start, count, pieceLength)));
    try {
      return collect(job, state, check);
    } finally {
      job.end();
      drop(shuffle);
    }
  }

  private Gathered collect(
      RoundJob<MeanRdd.Part> job, RunState state, Consumer<WorkerReturn[]> check) {
    // Where tasks share the driver's memory they read its weights, until the last is done.
    boolean atOnce = !spark.isLocal();
    WorkerReturn[] returns = null;
    List<RoundJob.Arrival<MeanRdd.Part>> early = new ArrayList<>();
    long arrived = System.nanoTime();
    for (var arrival = job.next(); arrival != null; arrival = job.next()) {
      arrived = System.nanoTime();
      if (arrival.partition() == 0) {
        returns = arrival.value().returns();
        check.accept(returns);
      } else {
        early.add(arrival);
      }
      if (returns != null && atOnce) {
        early.forEach(piece -> move(piece, state));
        early.clear();
      }
    }
    early.forEach(piece -> move(piece, state));
    for (WorkerReturn result : returns) {
      running.add(state.state, result.takeVector(), 0, result.examples);
    }
    running.apply(state.state, runningVelocity);
    return new Gathered(returns, arrived);
  }

  private void move(RoundJob.Arrival<MeanRdd.Part> piece, RunState state) {
    byte[] mean = piece.value().mean();
    int first = (piece.partition() - 1) * pieceLength;
    parameters.move(mean, first, mean.length / Float.BYTES, state.parameters, state.velocity);
  }

  /** Removes the files; else they would stay until the driver's memory is next cleaned up. */
  private void drop(int shuffle) {
    Option<ContextCleaner> cleaner = spark.cleaner();
    if (cleaner.isDefined()) {
      cleaner.get().doCleanupShuffle(shuffle, false);
    }
  }
}
