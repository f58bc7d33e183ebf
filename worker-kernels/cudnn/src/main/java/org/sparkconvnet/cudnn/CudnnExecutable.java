package org.sparkconvnet.cudnn;

import java.util.EnumSet;
import java.util.Set;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.backend.UsageGuard;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.DropoutMask;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Targets;

/** A plan on a GPU: a stream with handles, one allocation, and the calls of a step. */
final class CudnnExecutable implements Executable {
  private static final long SMALLEST_PINNED = 4096;
  private static final Set<Region> MOVED =
      EnumSet.of(
          Region.PARAMETERS,
          Region.STATE,
          Region.STAGING,
          Region.LABELS,
          Region.TARGETS,
          Region.STEP,
          Region.RANGES,
          Region.COPIES,
          Region.COEFFICIENTS,
          Region.RULE);

  private final Resources resources = new Resources();
  private final Plan plan;
  private final UsageGuard guard;
  private final CudaProgram program;
  private final ParameterOrder order;
  private final DeviceContext context;
  private final NativeProgram built;
  private final Transfers transfers;
  private final DeviceUpdate update;
  private final UpdateRule updateRule;
  private final Slot output;
  private final float[] parameters;
  private final long[] seeds;
  private final Targets rule;
  private final float[] targets;
  private final int[] mostProbable;

  private CudnnExecutable(
      Plan plan,
      Precision precision,
      Device device,
      CompiledKernels kernels,
      Tuning tuning,
      UpdateRule updateRule,
      boolean debug) {
    this.plan = plan;
    this.updateRule = updateRule;
    guard = new UsageGuard(plan);
    program = Lowering.lower(plan, precision, updateRule);
    order = ParameterOrder.of(plan);
    output = program.output();
    parameters = new float[plan.layout().parameterCount()];
    seeds = new long[program.seeds().size()];
    boolean targeted = Targets.readBy(plan);
    rule = targeted ? Targets.of(plan) : null;
    mostProbable = new int[targeted ? plan.batch() : 0];
    targets = new float[targeted ? Math.toIntExact(plan.output().elements()) : 0];
    try {
      context = DeviceContext.open(device, precision);
      resources.onClose(context::close);
      built = NativeProgram.build(program, context, kernels, tuning, debug);
      resources.onClose(built::close);
      transfers = new Transfers(context, built.memory(), pinnedBytes());
      resources.onClose(transfers::close);
      if (plan.mode() == Plan.Mode.TRAINING) {
        transfers.write(Region.RANGES, DescentRanges.of(plan.layout()).table());
      }
      transfers.write(Region.COPIES, program.copies().table());
      update = new DeviceUpdate(plan.layout(), updateRule, order, transfers, parameters);
      if (!program.update().isEmpty()) {
        update.prepare();
      }
    } catch (RuntimeException | Error failed) {
      resources.close();
      throw failed;
    }
  }

  /**
   * Binds a plan to the device.
   *
   * @param debug wait for each call, and record no graph
   */
  static CudnnExecutable compile(
      Plan plan,
      Precision precision,
      Device device,
      CompiledKernels kernels,
      Tuning tuning,
      UpdateRule rule,
      boolean debug) {
    return new CudnnExecutable(plan, precision, device, kernels, tuning, rule, debug);
  }

  /** As much as the largest transfer takes. */
  private long pinnedBytes() {
    long largest =
        MOVED.stream().mapToLong(region -> program.bytes().get(region)).max().orElseThrow();
    return Math.max(largest, plan.output().bytes()) + SMALLEST_PINNED;
  }

  @Override
  public Plan plan() {
    return plan;
  }

  /** The lowered program, for printing. */
  CudaProgram program() {
    return program;
  }

  /** Device memory alone. */
  long deviceBytes() {
    return built.memory().bytes();
  }

  /** Device memory and the pinned memory of the host. */
  @Override
  public long nativeBytes() {
    return deviceBytes() + transfers.bytes();
  }

  @Override
  public void writeParameters(float[] source) {
    open();
    UsageGuard.requireLength("parameters", source, parameters.length);
    order.toDevice(source, parameters);
    transfers.write(Region.PARAMETERS, parameters);
  }

  @Override
  public void readParameters(float[] target) {
    open();
    UsageGuard.requireLength("parameters", target, parameters.length);
    transfers.read(Region.PARAMETERS, parameters);
    order.toHost(parameters, target);
  }

  @Override
  public void writeState(float[] source) {
    open();
    UsageGuard.requireLength("state", source, plan.layout().stateCount());
    transfers.write(Region.STATE, source);
  }

  @Override
  public void readState(float[] target) {
    open();
    UsageGuard.requireLength("state", target, plan.layout().stateCount());
    transfers.read(Region.STATE, target);
  }

  @Override
  public void load(float[] images, int[] labels) {
    guard.requireMinibatch(images, labels);
    context.device().use();
    if (plan.mode() == Plan.Mode.TRAINING) {
      transfers.write(Region.LABELS, labels);
      if (rule != null) {
        rule.fill(labels, targets);
        transfers.write(Region.TARGETS, targets);
      }
    }
    transfers.write(Region.STAGING, images);
    guard.load();
  }

  @Override
  public void loadDistributions(float[] images, float[] distributions) {
    guard.requireDistributions(images, distributions);
    context.device().use();
    rule.fill(distributions, targets, mostProbable);
    transfers.write(Region.LABELS, mostProbable);
    transfers.write(Region.TARGETS, targets);
    transfers.write(Region.STAGING, images);
    guard.load();
  }

  @Override
  public void computeGradients(long seed) {
    guard.requireReady(Plan.Mode.TRAINING, "computeGradients");
    context.device().use();
    writeSeeds(seed);
    if (program.bytes().get(Region.SCALING) == 0) {
      built.step();
    } else {
      scaledStep();
    }
  }

  /** Repeats the step while gradients overflow and a smaller scale is left; see LossScale. */
  private void scaledStep() {
    float scale = LossScale.FIRST;
    runScaled(scale);
    while (scale > LossScale.LAST && transfers.readInt(LossScale.overflow()) != 0) {
      scale = LossScale.after(scale);
      transfers.copy(Region.KEPT_STATE, Region.STATE, program.bytes().get(Region.STATE));
      runScaled(scale);
    }
  }

  private void runScaled(float scale) {
    transfers.write(LossScale.factors(), scale, 1 / scale);
    built.step();
  }

  @Override
  public double lossSum() {
    open(Plan.Mode.TRAINING, "lossSum");
    return transfers.readDouble(LossSlots.total());
  }

  @Override
  public int correct() {
    open(Plan.Mode.TRAINING, "correct");
    return transfers.readInt(LossSlots.hitTotal());
  }

  @Override
  public void readGradients(float[] target) {
    open(Plan.Mode.TRAINING, "readGradients");
    UsageGuard.requireLength("gradients", target, parameters.length);
    transfers.read(Region.GRADIENTS, parameters);
    order.toHost(parameters, target);
  }

  @Override
  public void writeGradients(float[] source) {
    open(Plan.Mode.TRAINING, "writeGradients");
    UsageGuard.requireLength("gradients", source, parameters.length);
    order.toDevice(source, parameters);
    transfers.write(Region.GRADIENTS, parameters);
  }

  @Override
  public void descend(float rate, float decay) {
    open(Plan.Mode.TRAINING, "descend");
    transfers.write(StepValues.descent(), rate, decay);
    built.descend();
  }

  @Override
  public void update(float rate, long step) {
    UsageGuard.requireUpdate(step);
    if (updateRule.isPlain()) {
      descend(rate, (float) updateRule.weightDecay());
      return;
    }
    open(Plan.Mode.TRAINING, "update");
    update.writeCoefficients(rate, step);
    built.update();
  }

  @Override
  public void writeOptimizerState(float[] source) {
    open(Plan.Mode.TRAINING, "writeOptimizerState");
    UsageGuard.requireLength("optimizer state", source, updateRule.stateCount(plan.layout()));
    update.write(source);
  }

  @Override
  public void readOptimizerState(float[] target) {
    open(Plan.Mode.TRAINING, "readOptimizerState");
    UsageGuard.requireLength("optimizer state", target, updateRule.stateCount(plan.layout()));
    update.read(target);
  }

  @Override
  public void infer(float[] target) {
    guard.requireReady(Plan.Mode.INFERENCE, "infer");
    context.device().use();
    UsageGuard.requireLength("logits", target, Math.toIntExact(plan.output().elements()));
    built.step();
    transfers.read(output, target);
  }

  @Override
  public void close() {
    if (guard.close()) {
      context.device().use();
      resources.close();
    }
  }

  private void writeSeeds(long seed) {
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = DropoutMask.seed(seed, program.seeds().get(i).index());
    }
    transfers.write(Region.STEP, StepValues.seedOffset(0), seeds);
  }

  /** Any thread may call, so each call names the device anew. */
  private void open() {
    guard.requireOpen();
    context.device().use();
  }

  private void open(Plan.Mode mode, String call) {
    guard.requireMode(mode, call);
    context.device().use();
  }
}
