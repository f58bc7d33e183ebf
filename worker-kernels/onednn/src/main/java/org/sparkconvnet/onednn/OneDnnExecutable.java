package org.sparkconvnet.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.backend.UsageGuard;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.optimizer.VectorUpdate;
import org.sparkconvnet.plan.Plan;

/** A plan compiled for oneDNN, with its memory. Runs on the calling thread. */
final class OneDnnExecutable implements Executable {
  private final Plan plan;
  private final UsageGuard guard;
  private final NativeScope scope;
  private final Program program;
  private final StepState state;
  private final Step[] prepare;
  private final Step[] forward;
  private final Step[] backward;
  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final FloatBuffer statistics;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final Descent descent;
  private final UpdateRule rule;
  private final VectorUpdate update;
  private boolean prepared;

  private OneDnnExecutable(
      Plan plan, Precision precision, Tuning tuning, UpdateRule rule, NativeScope scope) {
    this.plan = plan;
    guard = new UsageGuard(plan);
    this.scope = scope;
    dnnl_engine engine = Engines.cpu(scope);
    dnnl_stream stream = Engines.stream(scope, engine);
    ElementType type = activationType(precision);
    program =
        Lowering.lower(
            new ProgramBuilder(
                plan, tuning, type, new Layouts(scope), new Primitives(scope, engine)));
    boolean training = plan.mode() == Plan.Mode.TRAINING;
    Placement placement = Placement.of(program, plan.layout(), training);
    state = new StepState(plan);
    NativeProgram built = new NativeProgram(scope, engine, stream, placement, state);
    prepare = built.build(program.prepare());
    forward = built.build(program.forward());
    backward = built.build(program.backward());
    int count = plan.layout().parameterCount();
    parameters = floats(built, placement.parameters(), count);
    gradients = floats(built, placement.gradients(), training ? count : 0);
    statistics = floats(built, placement.state(), plan.layout().stateCount());
    input = built.view(program.input()).asFloatBuffer();
    output = built.view(program.output()).asFloatBuffer();
    this.rule = rule;
    descent = training ? new Descent(plan.layout(), parameters, gradients) : null;
    update = training && !rule.isPlain() ? new VectorUpdate(rule, plan.layout(), descent) : null;
  }

  static OneDnnExecutable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    OpenMp.useOneThread();
    NativeScope scope = new NativeScope();
    try {
      return new OneDnnExecutable(plan, precision, tuning, rule, scope);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  @Override
  public Plan plan() {
    return plan;
  }

  /** The lowered program, for printing. */
  Program program() {
    return program;
  }

  /**
   * Includes the arrays of Java kernels and of the optimiser, though those lie on the Java heap.
   */
  @Override
  public long nativeBytes() {
    return scope.bytes()
        + heapBytes(prepare)
        + heapBytes(forward)
        + heapBytes(backward)
        + (update == null ? 0 : update.bytes());
  }

  @Override
  public void writeParameters(float[] source) {
    guard.requireOpen();
    UsageGuard.requireLength("parameters", source, parameters.capacity());
    parameters.put(0, source);
    prepared = false;
  }

  @Override
  public void readParameters(float[] target) {
    guard.requireOpen();
    UsageGuard.requireLength("parameters", target, parameters.capacity());
    parameters.get(0, target);
  }

  @Override
  public void writeState(float[] source) {
    guard.requireOpen();
    UsageGuard.requireLength("state", source, statistics.capacity());
    statistics.put(0, source);
  }

  @Override
  public void readState(float[] target) {
    guard.requireOpen();
    UsageGuard.requireLength("state", target, statistics.capacity());
    statistics.get(0, target);
  }

  @Override
  public void load(float[] images, int[] labels) {
    guard.requireMinibatch(images, labels);
    if (plan.mode() == Plan.Mode.TRAINING) {
      state.setLabels(labels);
    }
    input.put(0, images);
    guard.load();
  }

  @Override
  public void loadDistributions(float[] images, float[] distributions) {
    guard.requireDistributions(images, distributions);
    state.setDistributions(distributions);
    input.put(0, images);
    guard.load();
  }

  @Override
  public void computeGradients(long seed) {
    guard.requireReady(Plan.Mode.TRAINING, "computeGradients");
    OpenMp.useOneThread();
    state.setSeed(seed);
    run(forward);
    run(backward);
  }

  @Override
  public double lossSum() {
    guard.requireMode(Plan.Mode.TRAINING, "lossSum");
    return state.lossSum();
  }

  @Override
  public int correct() {
    guard.requireMode(Plan.Mode.TRAINING, "correct");
    return state.correct();
  }

  @Override
  public void readGradients(float[] target) {
    guard.requireMode(Plan.Mode.TRAINING, "readGradients");
    UsageGuard.requireLength("gradients", target, gradients.capacity());
    gradients.get(0, target);
  }

  @Override
  public void writeGradients(float[] source) {
    guard.requireMode(Plan.Mode.TRAINING, "writeGradients");
    UsageGuard.requireLength("gradients", source, gradients.capacity());
    gradients.put(0, source);
  }

  @Override
  public void descend(float rate, float decay) {
    guard.requireMode(Plan.Mode.TRAINING, "descend");
    descent.step(rate, decay);
  }

  @Override
  public void update(float rate, long step) {
    guard.requireMode(Plan.Mode.TRAINING, "update");
    UsageGuard.requireUpdate(step);
    if (update == null) {
      descent.step(rate, (float) rule.weightDecay());
    } else {
      update.step(rate, step);
    }
  }

  @Override
  public void writeOptimizerState(float[] source) {
    guard.requireMode(Plan.Mode.TRAINING, "writeOptimizerState");
    UsageGuard.requireLength("optimizer state", source, rule.stateCount(plan.layout()));
    if (update != null) {
      update.write(source);
    }
  }

  @Override
  public void readOptimizerState(float[] target) {
    guard.requireMode(Plan.Mode.TRAINING, "readOptimizerState");
    UsageGuard.requireLength("optimizer state", target, rule.stateCount(plan.layout()));
    if (update != null) {
      update.read(target);
    }
  }

  @Override
  public void infer(float[] target) {
    guard.requireReady(Plan.Mode.INFERENCE, "infer");
    UsageGuard.requireLength("logits", target, output.capacity());
    OpenMp.useOneThread();
    if (!prepared) {
      run(prepare);
      prepared = true;
    }
    run(forward);
    output.get(0, target);
  }

  @Override
  public void close() {
    guard.close();
    scope.close();
  }

  /** Runs one step and times its calls, in the order of {@link Program#stepCalls}. */
  void time(long seed, CallTimings timings) {
    guard.requireOpen();
    OpenMp.useOneThread();
    state.setSeed(seed);
    run(prepare);
    int call = 0;
    for (Step[] steps : new Step[][] {forward, backward}) {
      for (Step step : steps) {
        long start = ThreadTime.nanoseconds();
        step.run();
        timings.record(call++, ThreadTime.nanoseconds() - start);
      }
    }
  }

  /** What activations are made of. */
  static ElementType activationType(Precision precision) {
    return switch (precision) {
      case FP32 -> ElementType.F32;
      case BF16 -> ElementType.BF16;
      case TF32, FP16 ->
          throw new BackendException("the oneDNN backend has no " + precision.text());
    };
  }

  private static long heapBytes(Step[] steps) {
    return Arrays.stream(steps).mapToLong(Step::heapBytes).sum();
  }

  private static void run(Step[] steps) {
    for (Step step : steps) {
      step.run();
    }
  }

  private static FloatBuffer floats(NativeProgram program, long offset, int count) {
    return program.view(offset, (long) Float.BYTES * count).asFloatBuffer();
  }
}
