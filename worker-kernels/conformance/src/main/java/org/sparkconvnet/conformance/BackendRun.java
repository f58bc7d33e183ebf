package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * A case on a backend: its training and its inference executable, and the same protocol as {@link
 * OracleRun}. Arrays are overwritten as soon as a call returns, since executables must not keep
 * them, and arrays to be filled start full of not-a-number.
 */
final class BackendRun implements AutoCloseable {
  private final ConformanceCase subject;
  private final ParameterLayout layout;
  private final Executable training;
  private final Executable inference;

  private BackendRun(ConformanceCase subject, Executable training, Executable inference) {
    this.subject = subject;
    this.layout = training.plan().layout();
    this.training = training;
    this.inference = inference;
  }

  /** Both executables with default choices. */
  static BackendRun open(
      Backend backend, Precision precision, ConformanceCase subject, Set<Fusion> fusions) {
    return open(backend, precision, subject, fusions, false);
  }

  /** Both executables, with choices timed first where {@code tuned}. */
  static BackendRun open(
      Backend backend,
      Precision precision,
      ConformanceCase subject,
      Set<Fusion> fusions,
      boolean tuned) {
    List<Executable> executables = new ArrayList<>();
    for (Plan.Mode mode : Plan.Mode.values()) {
      Plan plan = Planner.plan(subject.network(), subject.batch(), mode, fusions);
      Tuning tuning = tuned ? backend.tune(plan, precision) : Tuning.none(backend.name());
      executables.add(backend.compile(plan, precision, tuning));
    }
    return new BackendRun(subject, executables.get(0), executables.get(1));
  }

  Executable training() {
    return training;
  }

  Executable inference() {
    return inference;
  }

  /** All phases, one after another. */
  Trace run(Draw draw) {
    Trace trace = new Trace(layout);
    phases(draw, trace).forEach(Runnable::run);
    return trace;
  }

  /** The run cut into calls, so that runs of several executables can be interleaved. */
  List<Runnable> phases(Draw draw, Trace trace) {
    List<Runnable> phases = new ArrayList<>();
    phases.add(() -> write(training, draw.parameters(), draw.state()));
    phases.add(() -> write(inference, draw.parameters(), draw.state()));
    phases.add(() -> load(inference, draw.minibatches().get(0)));
    phases.add(() -> trace.logits("first", infer()));
    int step = 1;
    for (Minibatch minibatch : draw.minibatches()) {
      int number = step++;
      phases.add(() -> load(training, minibatch));
      phases.add(() -> training.computeGradients(minibatch.seed()));
      phases.add(() -> readStep(trace, number));
      phases.add(() -> training.descend(draw.rate(), draw.decay()));
    }
    phases.add(() -> trace.parameters("at last", Vectors.widen(parameters(training))));
    phases.add(() -> write(inference, parameters(training), state(training)));
    phases.add(() -> load(inference, draw.minibatches().get(draw.minibatches().size() - 1)));
    phases.add(() -> trace.logits("last", infer()));
    return phases;
  }

  /** Runs everything once on numbers that overflow, leaving infinities and worse behind. */
  void poison() {
    float[] parameters = extremes(layout.parameterCount());
    float[] state = extremes(layout.stateCount());
    int pixels = subject.batch() * subject.network().input().elements();
    Minibatch minibatch = new Minibatch(extremes(pixels), new int[subject.batch()], 1);
    write(training, parameters, state);
    load(training, minibatch);
    training.computeGradients(minibatch.seed());
    training.descend(1, 1);
    write(inference, parameters, state);
    load(inference, minibatch);
    infer();
  }

  static float[] parameters(Executable executable) {
    float[] target = blank(executable.plan().layout().parameterCount());
    executable.readParameters(target);
    return target;
  }

  static float[] state(Executable executable) {
    float[] target = blank(executable.plan().layout().stateCount());
    executable.readState(target);
    return target;
  }

  static float[] gradients(Executable executable) {
    float[] target = blank(executable.plan().layout().parameterCount());
    executable.readGradients(target);
    return target;
  }

  /** Logits of the minibatch loaded last. */
  double[] infer() {
    float[] logits = blank(subject.batch() * subject.network().classes());
    inference.infer(logits);
    return Vectors.widen(logits);
  }

  /** Writes copies and spoils them. */
  static void write(Executable executable, float[] parameters, float[] state) {
    float[] copy = parameters.clone();
    executable.writeParameters(copy);
    Arrays.fill(copy, Float.NaN);
    float[] stateCopy = state.clone();
    executable.writeState(stateCopy);
    Arrays.fill(stateCopy, Float.NaN);
  }

  /** Loads copies and spoils them; inference gets no labels. */
  static void load(Executable executable, Minibatch minibatch) {
    boolean labelled = executable.plan().mode() == Plan.Mode.TRAINING;
    float[] images = minibatch.images().clone();
    int[] labels = labelled ? minibatch.labels().clone() : null;
    executable.load(images, labels);
    Arrays.fill(images, Float.NaN);
    if (labelled) {
      Arrays.fill(labels, Integer.MAX_VALUE);
    }
  }

  @Override
  public void close() {
    training.close();
    inference.close();
  }

  private void readStep(Trace trace, int step) {
    trace.step(
        step,
        training.lossSum() / subject.batch(),
        training.correct(),
        Vectors.widen(gradients(training)),
        Vectors.widen(state(training)));
  }

  private static float[] blank(int length) {
    float[] values = new float[length];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  private static float[] extremes(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          switch (i % 4) {
            case 0 -> Float.MAX_VALUE;
            case 1 -> -Float.MAX_VALUE;
            case 2 -> Float.NaN;
            default -> 1e30f;
          };
    }
    return values;
  }
}
