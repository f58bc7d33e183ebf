package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Tensor;

/** A program under construction: its calls so far, and where each tensor lies. */
final class ProgramBuilder {
  private final Plan plan;
  private final List<CudaCall> forward = new ArrayList<>();
  private final List<CudaCall> backward = new ArrayList<>();
  private final Map<Integer, Slot> extras = new HashMap<>();
  private final List<DropoutSeed> seeds = new ArrayList<>();
  private List<CudaCall> current = forward;
  private long extraBytes;
  private long scratchBytes;

  ProgramBuilder(Plan plan) {
    this.plan = plan;
  }

  Plan plan() {
    return plan;
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
    return new Slot(tensor.name(), region, offset(tensor, region), tensor.bytes());
  }

  /** The slot as an argument; null for no tensor. */
  Argument at(Tensor tensor) {
    return new Argument.At(tensor == null ? null : slot(tensor));
  }

  /** Memory outside the arena for a workspace that needs {@code bytes}, not the plan's size. */
  Slot extra(Tensor workspace, long bytes) {
    Slot slot = new Slot(workspace.name(), Region.EXTRA, extraBytes, bytes);
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
    long input = plan.only(Tensor.Kind.INPUT).bytes();
    bytes.put(Region.PARAMETERS, parameters);
    bytes.put(Region.GRADIENTS, training ? parameters : 0);
    bytes.put(Region.STATE, (long) Float.BYTES * plan.layout().stateCount());
    bytes.put(Region.STAGING, input);
    bytes.put(Region.INPUT, input);
    bytes.put(Region.LABELS, training ? (long) Integer.BYTES * plan.batch() : 0);
    bytes.put(Region.ARENA, plan.arena().bytes());
    bytes.put(Region.EXTRA, extraBytes);
    bytes.put(Region.SCRATCH, scratchBytes);
    bytes.put(Region.STEP, StepValues.bytes(seeds.size()));
    bytes.put(Region.RANGES, training ? DescentRanges.of(plan.layout()).bytes() : 0);
    bytes.put(Region.LOSS, training ? LossSlots.bytes(plan.batch()) : 0);
    return new CudaProgram(plan, forward, backward, descent(), seeds, bytes);
  }

  private List<CudaCall> descent() {
    return plan.mode() == Plan.Mode.TRAINING
        ? List.of(DescentRanges.of(plan.layout()).call())
        : List.of();
  }

  private long offset(Tensor tensor, Region region) {
    return switch (region) {
      case ARENA -> plan.arenaOffset(tensor);
      case PARAMETERS, GRADIENTS, STATE -> (long) Float.BYTES * tensor.offset();
      default -> 0;
    };
  }

  private static Region region(Tensor tensor) {
    return switch (tensor.kind()) {
      case INPUT -> Region.INPUT;
      case LABELS -> Region.LABELS;
      case ACTIVATION, GRADIENT, WORKSPACE -> Region.ARENA;
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
