package org.sparkconvnet.driver;

import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.MicroBatches;

/** Evaluates a trained network on a labelled set, spread over the cluster. */
public final class Evaluation {
  private static final int BATCH = 64;

  private Evaluation() {}

  /** Counts on every example of {@code data}. */
  public static EvaluationReport evaluate(
      JavaSparkContext spark,
      ModelBundle model,
      Dataset data,
      String backend,
      Precision precision) {
    return evaluate(spark, model, data, backend, BackendOptions.DEFAULT, precision);
  }

  /** The same, with the backend opened as {@code options} say. */
  public static EvaluationReport evaluate(
      JavaSparkContext spark,
      ModelBundle model,
      Dataset data,
      String backend,
      BackendOptions options,
      Precision precision) {
    data.requireFor(model.network());
    data.requireClasses(model.classNames());
    WorkerSetup setup =
        new WorkerSetup(
            UUID.randomUUID().toString(),
            model.network(),
            backend,
            options,
            precision,
            new EpochLayout(1, 1, 1),
            new MicroBatches(0),
            Augmentation.NONE,
            model.normalization(),
            0,
            true,
            Tunings.none(backend),
            UpdateRule.PLAIN,
            Math.min(BATCH, data.size()),
            true);
    Broadcast<Boxed<WorkerSetup>> shared = spark.broadcast(new Boxed<>(setup));
    try (Evaluator evaluator = new Evaluator(spark, data, shared)) {
      return evaluator.evaluate(model.parameters(), model.state());
    } catch (Exception failed) { // SparkException is checked, and not declared in Scala
      throw Failures.unwrap(failed);
    } finally {
      WorkerProcess.release(setup.run());
      shared.destroy(true);
    }
  }
}
