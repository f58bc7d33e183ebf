package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Arena;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Targets;
import org.sparkconvnet.plan.Tensor;

/** A program under construction: its calls so far, and where each tensor lies. */
final class ProgramBuilder {
  private final Plan plan;
  private final Precision precision;
  private final ElementType element;
  private final Arena arena;
  private final UpdateRule rule;
  private final List<CudaCall> forward = new ArrayList<>();
  private final List<CudaCall> backward = new ArrayList<>();
  private final Map<Integer, Slot> extras = new HashMap<>();
  private final List<DropoutSeed> seeds = new ArrayList<>();
  private List<CudaCall> current = forward;
  private long extraBytes;
  private long scratchBytes;
  private long filterGradientBytes;
  private WeightCopies copies;
  private Slot output;

  ProgramBuilder(Plan plan, Precision precision) {
    this(plan, precision, UpdateRule.PLAIN);
  }

  ProgramBuilder(Plan plan, Precision precision, UpdateRule rule) {
    this.plan = plan;
    this.rule = rule;
    this.precision = precision;
    this.element = ElementType.of(precision);
    this.arena = plan.arena(precision.bytes());
    this.copies = WeightCopies.none(element);
    this.output = slot(plan.output());
  }

  Plan plan() {
    return plan;
  }

  /** Of activations. */
  ElementType element() {
    return element;
  }

  /** True where gradients are scaled: float16's range is too small for them. */
  boolean scalesLoss() {
    return precision == Precision.FP16 && plan.mode() == Plan.Mode.TRAINING;
  }

  /** Calls from now on belong to the backward pass. */
  void beginBackward() {
    current = backward;
  }

  void add(CudaCall call) {
    current.add(call);
  }

  /** A kernel over {@code count} elements. */
  void each(String name, Kernel kernel, long count, Argument... arguments) {
    add(Launch.each(name, kernel, count, List.of(arguments)));
  }

  /** Where a tensor lies. */
  Slot slot(Tensor tensor) {
    Slot extra = extras.get(tensor.id());
    if (extra != null) {
      return extra;
    }
    Region region = region(tensor);
    return new Slot(
        tensor.name(), region, offset(tensor, region), tensor.bytes(element.bytes()), type(tensor));
  }

  private ElementType type(Tensor tensor) {
    boolean other = tensor.kind() == Tensor.Kind.WORKSPACE || tensor.kind() == Tensor.Kind.LABELS;
    return other ? ElementType.OTHER : tensor.isActivation() ? element : ElementType.FLOAT32;
  }

  /** Where kernels of libraries read a parameter: in 16-bit precisions its copy. */
  Slot weight(Tensor parameter) {
    if (!element.isHalf()) {
      return slot(parameter);
    }
    copies = copies.with(parameter);
    return copies.slot(parameter);
  }

  /** Where a library leaves the gradient of a convolution's filters, before it is widened. */
  Slot filterGradient(Tensor gradient) {
    long bytes = element.bytes() * gradient.elements();
    filterGradientBytes = Math.max(filterGradientBytes, bytes);
    return new Slot(gradient.name(), Region.FILTER_GRADIENT, 0, bytes, element);
  }

  /** Has the logits end as float32, where they are not yet. */
  void finishInference() {
    if (!element.isHalf()) {
      return;
    }
    Tensor logits = plan.output();
    Slot half = slot(logits);
    output = new Slot(logits.name(), Region.EXTRA, extraBytes, logits.bytes());
    extraBytes += (logits.bytes() + 63) / 64 * 64;
    each("output", Kernel.WIDEN, logits.elements(), new Argument.At(half), new Argument.At(output));
  }

  /** The slot as an argument; null for no tensor. */
  Argument at(Tensor tensor) {
    return new Argument.At(tensor == null ? null : slot(tensor));
  }

  /** Memory outside the arena for a workspace that needs {@code bytes}, not the plan's size. */
  Slot extra(Tensor workspace, long bytes) {
    Slot slot = new Slot(workspace.name(), Region.EXTRA, extraBytes, bytes, ElementType.OTHER);
    extraBytes += (bytes + 63) / 64 * 64;
    extras.put(workspace.id(), slot);
    return slot;
  }

  /** Memory that the calls of one op may use; the next op's use the same. */
  Slot scratch(String name, long bytes) {
    scratchBytes = Math.max(scratchBytes, bytes);
    return new Slot(name, Region.SCRATCH, 0, bytes);
  }

  /** Where the step's seed for a dropout is found. */
  Slot seed(String op, int index) {
    seeds.add(new DropoutSeed(op, index));
    return StepValues.seed(seeds.size() - 1);
  }

  CudaProgram build() {
    Map<Region, Long> bytes = new java.util.EnumMap<>(Region.class);
    long parameters = (long) Float.BYTES * plan.layout().parameterCount();
    boolean training = plan.mode() == Plan.Mode.TRAINING;
    Tensor input = plan.only(Tensor.Kind.INPUT);
    long state = (long) Float.BYTES * plan.layout().stateCount();
    bytes.put(Region.PARAMETERS, parameters);
    bytes.put(Region.GRADIENTS, training ? parameters : 0);
    bytes.put(Region.STATE, state);
    bytes.put(Region.STAGING, input.bytes());
    bytes.put(Region.INPUT, input.bytes(element.bytes()));
    bytes.put(Region.LABELS, training ? (long) Integer.BYTES * plan.batch() : 0);
    bytes.put(Region.TARGETS, Targets.readBy(plan) ? plan.only(Tensor.Kind.TARGETS).bytes() : 0);
    bytes.put(Region.ARENA, arena.bytes());
    bytes.put(Region.EXTRA, extraBytes);
    bytes.put(Region.SCRATCH, scratchBytes);
    bytes.put(Region.STEP, StepValues.bytes(seeds.size()));
    bytes.put(Region.RANGES, training ? DescentRanges.of(plan.layout()).bytes() : 0);
    bytes.put(Region.WEIGHTS, copies.bytes());
    bytes.put(Region.COPIES, copies.tableBytes());
    bytes.put(Region.FILTER_GRADIENT, filterGradientBytes);
    bytes.put(Region.SCALING, scalesLoss() ? LossScale.BYTES : 0);
    bytes.put(Region.KEPT_STATE, scalesLoss() ? state : 0);
    bytes.put(Region.LOSS, training ? LossSlots.bytes(plan.batch()) : 0);
    for (Region region :
        List.of(Region.OPTIMIZER, Region.COEFFICIENTS, Region.RULE, Region.NORMS)) {
      bytes.put(region, 0L);
    }
    List<CudaCall> update = List.of();
    if (training && !rule.isPlain()) {
      UpdateLowering lowering = new UpdateLowering(rule, plan.layout());
      lowering.regions(bytes);
      update = lowering.calls();
    }
    return new CudaProgram(
        plan, precision, prepared(), backward, descent(), update, seeds, copies, output, bytes);
  }

  /** The forward pass behind what each step starts with. */
  private List<CudaCall> prepared() {
    List<CudaCall> calls = new ArrayList<>();
    if (!copies.copies().isEmpty()) {
      calls.add(copies.call(plan.layout().parameterCount()));
    }
    if (scalesLoss()) {
      calls.add(LossScale.begin(plan.layout().stateCount()));
    }
    calls.addAll(forward);
    return calls;
  }

  /** Has the backward pass end with gradients of the loss itself. */
  void finishTraining() {
    if (scalesLoss()) {
      add(LossScale.unscale(plan.layout().parameterCount()));
    }
  }

  private List<CudaCall> descent() {
    return plan.mode() == Plan.Mode.TRAINING
        ? List.of(DescentRanges.of(plan.layout()).call())
        : List.of();
  }

  private long offset(Tensor tensor, Region region) {
    return switch (region) {
      case ARENA -> plan.arenaOffset(arena, tensor);
      case PARAMETERS, GRADIENTS, STATE -> (long) Float.BYTES * tensor.offset();
      default -> 0;
    };
  }

  private static Region region(Tensor tensor) {
    return switch (tensor.kind()) {
      case INPUT -> Region.INPUT;
      case LABELS -> Region.LABELS;
      case TARGETS -> Region.TARGETS;
      case ACTIVATION, GRADIENT, WORKSPACE, STATISTIC -> Region.ARENA;
      case PARAMETER -> Region.PARAMETERS;
      case PARAMETER_GRADIENT -> Region.GRADIENTS;
      case STATE -> Region.STATE;
    };
  }

  /** Says that an op has a form which the backend does not run. */
  static BackendException unsupported(String op, String what) {
    return new BackendException("cuDNN backend, op '" + op + "': " + what);
  }
}
