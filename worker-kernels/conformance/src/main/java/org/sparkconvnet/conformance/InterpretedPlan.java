package org.sparkconvnet.conformance;

import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.UsageGuard;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Tensor;

/** The executable of {@link PlanInterpreter}: float32 at its borders. */
final class InterpretedPlan implements Executable {
  private final Plan plan;
  private final StepMemory memory;
  private final OpInterpreter interpreter;
  private final UpdateRule rule;
  private final PublishedUpdate update;
  private boolean loaded;
  private boolean closed;

  InterpretedPlan(Plan plan, Precision precision, UpdateRule rule) {
    this.plan = plan;
    plan.ops().forEach(ElementwiseShapes::check);
    this.memory = new StepMemory(plan, precision);
    this.interpreter = new OpInterpreter(memory);
    this.rule = rule;
    this.update = new PublishedUpdate(rule, plan.layout());
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public long nativeBytes() {
    return 0;
  }

  @Override
  public void writeParameters(float[] source) {
    replace(source, memory.parameters());
  }

  @Override
  public void readParameters(float[] target) {
    copyOut(memory.parameters(), target);
  }

  @Override
  public void writeState(float[] source) {
    replace(source, memory.state());
  }

  @Override
  public void readState(float[] target) {
    copyOut(memory.state(), target);
  }

  @Override
  public void load(float[] images, int[] labels) {
    requireOpen();
    requireLength(images.length, plan.batch() * plan.network().input().elements());
    if (plan.mode() == Plan.Mode.TRAINING) {
      requireLength(labels.length, plan.batch());
      int classes = plan.network().classes();
      for (int label : labels) {
        if (label < 0 || label >= classes) {
          throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
        }
      }
      memory.setLabels(labels.clone());
    }
    memory.setImages(images);
    loaded = true;
  }

  @Override
  public void loadDistributions(float[] images, float[] distributions) {
    new UsageGuard(plan).requireDistributions(images, distributions);
    requireOpen();
    memory.setDistributions(distributions);
    memory.setImages(images);
    loaded = true;
  }

  @Override
  public void computeGradients(long seed) {
    requireReady(Plan.Mode.TRAINING);
    interpreter.start(seed);
    memory.startStep();
    plan.ops().forEach(this::run);
  }

  @Override
  public double lossSum() {
    requireMode(Plan.Mode.TRAINING);
    return interpreter.lossSum();
  }

  @Override
  public int correct() {
    requireMode(Plan.Mode.TRAINING);
    return interpreter.correct();
  }

  @Override
  public void readGradients(float[] target) {
    requireMode(Plan.Mode.TRAINING);
    copyOut(memory.gradient(), target);
  }

  @Override
  public void writeGradients(float[] source) {
    requireMode(Plan.Mode.TRAINING);
    double[] gradient = memory.gradient();
    requireLength(source.length, gradient.length);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = source[i];
    }
  }

  @Override
  public void descend(float rate, float decay) {
    requireMode(Plan.Mode.TRAINING);
    double[] w = memory.parameters();
    double[] gradient = memory.gradient();
    for (Parameter parameter : plan.layout().parameters()) {
      double pull = parameter.decays() ? decay : 0;
      for (int i = parameter.offset(); i < parameter.end(); i++) {
        w[i] = (float) (w[i] - rate * (gradient[i] + pull * w[i]));
      }
    }
  }

  @Override
  public void update(float rate, long step) {
    requireMode(Plan.Mode.TRAINING);
    UsageGuard.requireUpdate(step);
    if (rule.isPlain()) {
      descend(rate, (float) rule.weightDecay());
      return;
    }
    double[] w = memory.parameters();
    update.step(w, memory.gradient(), rate, step);
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) w[i];
      for (int vector = 0; vector < update.vectors()[i].length; vector++) {
        update.vectors()[i][vector] = (float) update.vectors()[i][vector];
      }
    }
  }

  @Override
  public void writeOptimizerState(float[] source) {
    requireMode(Plan.Mode.TRAINING);
    requireLength(source.length, rule.stateCount(plan.layout()));
    int count = plan.layout().parameterCount();
    for (int i = 0; i < source.length; i++) {
      update.vectors()[i % count][i / count] = source[i];
    }
  }

  @Override
  public void readOptimizerState(float[] target) {
    requireMode(Plan.Mode.TRAINING);
    requireLength(target.length, rule.stateCount(plan.layout()));
    int count = plan.layout().parameterCount();
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) update.vectors()[i % count][i / count];
    }
  }

  @Override
  public void infer(float[] target) {
    requireReady(Plan.Mode.INFERENCE);
    requireLength(target.length, plan.output().elements());
    memory.startStep();
    plan.ops().forEach(this::run);
    copyOut(memory.read(plan.output()), target);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run(Op op) {
    for (Tensor tensor : op.reads()) {
      memory.requireWritten(op, tensor);
    }
    op.accept(interpreter);
    for (Tensor tensor : op.writes()) {
      memory.requireWritten(op, tensor);
    }
  }

  private void replace(float[] source, double[] target) {
    requireOpen();
    requireLength(source.length, target.length);
    System.arraycopy(Vectors.widen(source), 0, target, 0, target.length);
  }

  private void copyOut(double[] source, float[] target) {
    requireOpen();
    requireLength(target.length, source.length);
    System.arraycopy(Vectors.narrow(source), 0, target, 0, target.length);
  }

  private void requireReady(Plan.Mode mode) {
    requireMode(mode);
    if (!loaded) {
      throw new IllegalStateException("no minibatch is loaded");
    }
  }

  private void requireMode(Plan.Mode mode) {
    requireOpen();
    if (plan.mode() != mode) {
      throw new IllegalStateException("a plan for " + plan.mode() + " was asked for " + mode);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the executable is closed");
    }
  }

  private static void requireLength(long length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException("length " + length + ", expected " + expected);
    }
  }
}
