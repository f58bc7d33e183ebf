package org.sparkconvnet.driver;

import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.train.OuterStep;
import org.sparkconvnet.train.StatePolicy;
import org.sparkconvnet.train.UpdateSettings;

/**
 * Takes optimisers' vectors to the workers and back, so that the driver holds all that a round
 * depends on: whichever executor runs a task, and however often, it computes the same bits.
 */
final class OptimizerExchange {
  private static final float[] NOTHING = {};

  private final JavaSparkContext spark;
  private final StatePolicy between;
  private final int workers;
  private final OuterStep mean;
  private final float[] zeros;
  private final float[] returned;

  OptimizerExchange(JavaSparkContext spark, UpdateSettings settings, int workers, int parameters) {
    this.spark = spark;
    this.between = settings.between();
    this.workers = workers;
    int length =
        settings.outlivesRounds()
            ? Math.multiplyExact(settings.optimizer().vectors().size(), parameters)
            : 0;
    boolean averages = between == StatePolicy.AVERAGE;
    mean = OuterStep.averaging(averages ? length : 0);
    zeros = new float[averages ? length : 0];
    returned = new float[averages ? length : 0];
  }

  /** For each worker what it starts from; null where workers start from zeros. */
  Weights[] send(OptimizerVectors vectors) {
    if (vectors.isEmpty()) {
      return null;
    }
    Weights[] sent = new Weights[workers];
    for (int worker = 0; worker < workers; worker++) {
      sent[worker] =
          worker < vectors.copies().length
              ? Weights.send(spark, vectors.copies()[worker], NOTHING, workers)
              : sent[0];
    }
    return sent;
  }

  /** Frees what was sent. */
  static void drop(Weights[] sent) {
    if (sent != null) {
      Arrays.stream(sent).distinct().forEach(Weights::drop);
    }
  }

  /** Takes over what the workers, in their order, arrived at; null for those left out. */
  void take(OptimizerVectors vectors, WorkerReturn[] returns) {
    if (vectors.isEmpty()) {
      return;
    }
    if (between == StatePolicy.KEEP) {
      for (int worker = 0; worker < returns.length; worker++) {
        if (returns[worker] != null) {
          Floats.decode(returns[worker].optimizer, vectors.copies()[worker], NOTHING);
        }
      }
      return;
    }
    // From zero, not from the old mean: a mean of squares then cannot be rounded below zero.
    for (WorkerReturn result : returns) {
      if (result == null) {
        continue;
      }
      Floats.decode(result.optimizer, returned, NOTHING);
      mean.add(zeros, returned, result.examples);
    }
    Arrays.fill(vectors.copies()[0], 0);
    mean.apply(vectors.copies()[0], returned); // of an average the velocity is of no use
  }
}
