package org.sparkconvnet.driver;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.io.Digests;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Finds a run's tunings on an executor: those kept in the tuning directory for the same library,
 * device, precision and plan, or new ones, which are then kept there.
 *
 * @param labelling of training's minibatches
 * @param trainingBatches minibatch sizes of training
 * @param inferenceBatch minibatch size of evaluation
 * @param directory on the executor's own disk, empty for none
 * @param options how to open the backend
 */
record Tuner(
    Network network,
    String backend,
    Precision precision,
    Plan.Labelling labelling,
    List<Integer> trainingBatches,
    int inferenceBatch,
    String directory,
    BackendOptions options)
    implements Serializable {

  /**
   * What was found out on an executor.
   *
   * @param deviceMemory bytes that a worker holds of the device's memory with its executables for
   *     training, by what for; empty where the backend has no memory of its own
   */
  record Found(Tunings tunings, Map<String, Long> deviceMemory) implements Serializable {}

  /** Tunings for the hardware that a task lands on. */
  Found tune(JavaSparkContext spark) {
    return onExecutor(spark, Tuner::tuneHere);
  }

  /** Library and device that a task lands on, without tunings. */
  Found look(JavaSparkContext spark) {
    return onExecutor(
        spark, tuner -> tuner.withBackend((opened, none) -> tuner.found(opened, none)));
  }

  private Found onExecutor(JavaSparkContext spark, Question question) {
    return RoundExecutors.of(spark)
        .compute(spark.parallelize(List.of(new Boxed<>(this)), 1))
        .map(boxed -> new Boxed<>(question.ask(boxed.value())))
        .first()
        .value();
  }

  /** A question that travels to an executor. */
  private interface Question extends Serializable {
    Found ask(Tuner tuner);
  }

  /** What is done with an opened backend and the empty tunings of its hardware. */
  private interface Work {
    Found run(Backend opened, Tunings none);
  }

  private Found withBackend(Work work) {
    try (Backend opened = TaskDevice.open(backend, options)) {
      BackendReport report = opened.report();
      report.require(precision);
      return work.run(opened, new Tunings(backend, report.library(), report.device(), List.of()));
    }
  }

  private Found tuneHere() {
    return withBackend(
        (opened, none) -> {
          List<Tunings.PlanTuning> plans = new ArrayList<>();
          int largest = Collections.max(trainingBatches);
          Tunings.PlanTuning decided =
              decide(
                  opened, none, Plan.Mode.TRAINING, largest, plan -> opened.tune(plan, precision));
          // Minibatches differ by one example at most: they run as the largest does.
          trainingBatches.forEach(
              batch ->
                  plans.add(
                      batch == largest
                          ? decided
                          : decide(
                              opened,
                              none,
                              Plan.Mode.TRAINING,
                              batch,
                              plan -> opened.transfer(decided.tuning(), plan, precision))));
          plans.add(
              decide(
                  opened,
                  none,
                  Plan.Mode.INFERENCE,
                  inferenceBatch,
                  plan -> opened.tune(plan, precision)));
          return found(opened, new Tunings(backend, none.library(), none.device(), plans));
        });
  }

  private Found found(Backend opened, Tunings tunings) {
    Map<String, Long> memory = new LinkedHashMap<>();
    for (int batch : trainingBatches) {
      Plan plan = plan(opened, Plan.Mode.TRAINING, batch);
      opened
          .deviceMemory(plan, precision, tunings.find(Plan.Mode.TRAINING, batch))
          .forEach((what, bytes) -> memory.merge(what, bytes, Long::sum));
    }
    return new Found(tunings, memory);
  }

  /** What was kept for the plan, else what {@code how} decides, which is then kept. */
  private Tunings.PlanTuning decide(
      Backend opened, Tunings none, Plan.Mode mode, int batch, Function<Plan, Tuning> how) {
    Plan plan = plan(opened, mode, batch);
    String name = fileName(none, precision, opened.tuningRevision(), plan);
    Optional<Tuning> kept = kept(name, mode, batch);
    if (kept.isPresent()) {
      return new Tunings.PlanTuning(mode, batch, folds(mode), kept.get());
    }
    Tunings.PlanTuning found = new Tunings.PlanTuning(mode, batch, folds(mode), how.apply(plan));
    keep(name, mode, batch, new Tunings(backend, none.library(), none.device(), List.of(found)));
    // Another process may have timed the plan meanwhile; what was kept first holds for both.
    return kept(name, mode, batch)
        .map(first -> new Tunings.PlanTuning(mode, batch, folds(mode), first))
        .orElse(found);
  }

  /** Where a plan's tuning is kept: another name for all that the choices depend on. */
  static String fileName(Tunings none, Precision precision, int revision, Plan plan) {
    String identity =
        String.join(
            "\n",
            none.library(),
            none.device(),
            precision.text(),
            "revision " + revision,
            plan.print());
    return none.backend() + "-" + Digests.sha256(identity).substring(0, 32) + ".json";
  }

  /** Whether plans of this mode are of the network with its batch normalisations folded. */
  private boolean folds(Plan.Mode mode) {
    return mode == Plan.Mode.INFERENCE && BatchNormFolding.of(network).changes();
  }

  private Plan plan(Backend opened, Plan.Mode mode, int batch) {
    Network computed = folds(mode) ? BatchNormFolding.of(network).network() : network;
    return Planner.plan(computed, batch, mode, opened.fusions(precision), labelling);
  }

  private Optional<Tuning> kept(String name, Plan.Mode mode, int batch) {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    LocalStorage storage = new LocalStorage(Path.of(directory));
    try {
      if (!storage.exists(name)) {
        return Optional.empty();
      }
      String text = new String(storage.read(name), StandardCharsets.UTF_8);
      return Optional.of(Tunings.fromJson(text, directory + "/" + name).find(mode, batch));
    } catch (IOException | FileFormatException unusable) {
      return Optional.empty(); // damaged: decided anew and replaced
    }
  }

  private void keep(String name, Plan.Mode mode, int batch, Tunings tunings) {
    if (directory.isEmpty()) {
      return;
    }
    LocalStorage storage = new LocalStorage(Path.of(directory));
    byte[] json = tunings.toJson().getBytes(StandardCharsets.UTF_8);
    try {
      storage.makeFolder("");
      if (!storage.writeNew(name, json) && kept(name, mode, batch).isEmpty()) {
        storage.write(name, json);
      }
    } catch (IOException unwritable) {
      return; // only a cache: the run records its tunings anyway
    }
  }
}
