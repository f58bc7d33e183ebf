package org.sparkconvnet.conformance;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** What executables must refuse, and how. */
final class MisuseChecks {
  private static final int BATCH = 2;
  private static final int PIXELS = 24;
  private static final int CLASSES = 5;

  private final Backend backend;
  private final Precision precision;
  private final Plan training;
  private final Plan inference;
  private final int parameters;
  private final int state;

  MisuseChecks(Backend backend, Precision precision, Set<Fusion> fusions) {
    Network network =
        Network.builder("misused", Shape.of(6, 2, 1))
            .batchNormalization("n")
            .dense("d", CLASSES)
            .softmaxCrossEntropy("loss")
            .build();
    this.backend = backend;
    this.precision = precision;
    this.training = Planner.plan(network, BATCH, Plan.Mode.TRAINING, fusions);
    this.inference = Planner.plan(network, BATCH, Plan.Mode.INFERENCE, fusions);
    this.parameters = training.layout().parameterCount();
    this.state = training.layout().stateCount();
  }

  void all() {
    try (Executable run = compile(training)) {
      unloaded("computeGradients", () -> run.computeGradients(1));
      lengths(run);
      labels(run);
      run.load(new float[PIXELS], new int[BATCH]);
      run.computeGradients(1);
      argument("readGradients", () -> run.readGradients(new float[parameters + 1]));
      argument("writeGradients", () -> run.writeGradients(new float[parameters - 1]));
      argument("writeOptimizerState", () -> run.writeOptimizerState(new float[1]));
      argument("readOptimizerState", () -> run.readOptimizerState(new float[1]));
      argument("update 0", () -> run.update(0.1f, 0));
      state("infer on a training plan", () -> run.infer(new float[BATCH * CLASSES]));
      Assertions.assertEquals(training, run.plan(), "the plan that an executable names");
      Assertions.assertTrue(run.nativeBytes() >= 0, "native bytes");
    }
    try (Executable run = compile(inference)) {
      unloaded("infer", () -> run.infer(new float[BATCH * CLASSES]));
      lengths(run);
      run.load(new float[PIXELS], null);
      argument("infer", () -> run.infer(new float[BATCH * CLASSES - 1]));
      trainingCalls(run, "an inference plan");
    }
    closed();
    compilation();
  }

  private void lengths(Executable run) {
    argument("writeParameters", () -> run.writeParameters(new float[parameters - 1]));
    argument("readParameters", () -> run.readParameters(new float[parameters + 1]));
    argument("writeState", () -> run.writeState(new float[state + 1]));
    argument("readState", () -> run.readState(new float[state - 1]));
    argument("load, images", () -> run.load(new float[PIXELS - 1], new int[BATCH]));
  }

  private void labels(Executable run) {
    argument("load, labels", () -> run.load(new float[PIXELS], new int[BATCH + 1]));
    argument("load, label -1", () -> run.load(new float[PIXELS], new int[] {0, -1}));
    argument("load, label 5 of 5", () -> run.load(new float[PIXELS], new int[] {CLASSES, 0}));
  }

  private void trainingCalls(Executable run, String on) {
    state("computeGradients on " + on, () -> run.computeGradients(1));
    state("lossSum on " + on, run::lossSum);
    state("correct on " + on, run::correct);
    state("readGradients on " + on, () -> run.readGradients(new float[parameters]));
    state("writeGradients on " + on, () -> run.writeGradients(new float[parameters]));
    state("descend on " + on, () -> run.descend(0.1f, 0));
    state("update on " + on, () -> run.update(0.1f, 1));
    state("writeOptimizerState on " + on, () -> run.writeOptimizerState(new float[0]));
    state("readOptimizerState on " + on, () -> run.readOptimizerState(new float[0]));
  }

  private void closed() {
    for (Plan plan : new Plan[] {training, inference}) {
      Executable run = compile(plan);
      run.close();
      run.close();
      String on = "a closed executable";
      state("load on " + on, () -> run.load(new float[PIXELS], new int[BATCH]));
      state("infer on " + on, () -> run.infer(new float[BATCH * CLASSES]));
      state("writeParameters on " + on, () -> run.writeParameters(new float[parameters]));
      state("readParameters on " + on, () -> run.readParameters(new float[parameters]));
      state("writeState on " + on, () -> run.writeState(new float[state]));
      state("readState on " + on, () -> run.readState(new float[state]));
      trainingCalls(run, on);
    }
  }

  private void compilation() {
    Tuning foreign = new Tuning("no such backend", "", Map.of());
    Assertions.assertThrows(
        BackendException.class,
        () -> backend.compile(training, precision, foreign).close(),
        "a tuning of another backend");
    backend
        .report()
        .precisions()
        .forEach(
            (other, why) -> {
              if (why != null) {
                Assertions.assertThrows(
                    BackendException.class,
                    () -> backend.compile(training, other, Tuning.none(backend.name())).close(),
                    "a precision that can't be used: " + other);
              }
            });
  }

  private Executable compile(Plan plan) {
    return backend.compile(plan, precision, Tuning.none(backend.name()));
  }

  private static void unloaded(String call, Runnable refused) {
    state(call + " before a minibatch is loaded", refused);
  }

  private static void argument(String call, Runnable refused) {
    Assertions.assertThrows(
        IllegalArgumentException.class, refused::run, call + " with a wrong array");
  }

  private static void state(String call, Runnable refused) {
    Assertions.assertThrows(IllegalStateException.class, refused::run, call);
  }
}
