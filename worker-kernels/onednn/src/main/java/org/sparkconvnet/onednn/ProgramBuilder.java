package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Tensor;

/**
 * A program under construction: the calls so far, and for every tensor the values that hold it, the
 * one its op wrote first. A layout that no value has yet costs one reorder, made where it is first
 * wanted and used by all later readers.
 */
final class ProgramBuilder {
  private static final String DEFAULT_CHOICE = "any";

  private final Plan plan;
  private final Tuning tuning;
  private final ElementType activationType;
  private final Layouts layouts;
  private final Primitives primitives;
  private final Map<Integer, List<Value>> values = new HashMap<>();
  private final Map<Integer, Descriptor> forwardOf = new HashMap<>();
  private final Map<String, Layout> layerLayout = new HashMap<>();
  private final List<Call> prepare = new ArrayList<>();
  private final List<Call> forward = new ArrayList<>();
  private final List<Call> backward = new ArrayList<>();
  private List<Call> current = forward;

  ProgramBuilder(
      Plan plan,
      Tuning tuning,
      ElementType activationType,
      Layouts layouts,
      Primitives primitives) {
    this.plan = plan;
    this.tuning = tuning;
    this.activationType = activationType;
    this.layouts = layouts;
    this.primitives = primitives;
  }

  Plan plan() {
    return plan;
  }

  boolean training() {
    return plan.mode() == Plan.Mode.TRAINING;
  }

  /** The element type of activations, their gradients, and the weights that kernels read. */
  ElementType activationType() {
    return activationType;
  }

  Layouts layouts() {
    return layouts;
  }

  Primitives primitives() {
    return primitives;
  }

  /** The tuning's choice for an op. */
  Choice choice(String op) {
    return Choice.parse(op, tuning.choice(op, DEFAULT_CHOICE));
  }

  /** Calls made from now on belong to the backward pass: the forward one leaves a plain output. */
  void beginBackward() {
    wantPlain(plan.output());
    current = backward;
  }

  void call(String name, Call.Work work, List<Call.Argument> arguments) {
    current.add(new Call(name, work, arguments));
  }

  /** The value in which the tensor was written. */
  Value first(Tensor tensor) {
    return valuesOf(tensor).get(0);
  }

  /** The tensor in exactly that layout, reordered where no value has it. */
  Value want(Tensor tensor, Layout layout) {
    Value existing = find(tensor, value -> value.layout().sameAs(layout));
    if (existing != null) {
      return existing;
    }
    Value source = find(tensor, value -> value.layout().sameDims(layout));
    if (source == null) {
      source = underOtherDims(tensor, layout.dims());
    }
    return source.layout().sameAs(layout) ? source : reordered(tensor, source, layout);
  }

  /** The tensor row-major in float32, under its own dims. */
  Value wantPlain(Tensor tensor) {
    return want(tensor, layouts.rowMajor(Layouts.dims(tensor.dims()), ElementType.F32));
  }

  /** New memory for a tensor that the next call writes in that layout. */
  Value define(Tensor tensor, Layout layout) {
    return define(tensor, new Value(tensor.name(), buffer(tensor.name(), layout), layout));
  }

  /** New memory for a tensor that the next call writes row-major in float32, under its own dims. */
  Value definePlain(Tensor tensor) {
    return define(tensor, layouts.rowMajor(Layouts.dims(tensor.dims()), ElementType.F32));
  }

  /** Says that the tensor's values are {@code value}, which shares memory with another tensor's. */
  Value define(Tensor tensor, Value value) {
    List<Value> known = new ArrayList<>(List.of(value));
    if (values.putIfAbsent(tensor.id(), known) != null) {
      throw new BackendException("the plan writes tensor '" + tensor.name() + "' twice");
    }
    return value;
  }

  /** Memory for a value that is no tensor of the plan. */
  Value temporary(String name, Layout layout) {
    return new Value(name, buffer(name, layout), layout);
  }

  /** Where a call may write a parameter's gradient in that layout; {@link #store} must follow. */
  Value gradientTarget(Tensor gradient, Layout layout) {
    Value flat = flat(gradient, layout.dims());
    return flat.layout().sameAs(layout) ? flat : temporary(gradient.name(), layout);
  }

  /** Brings what was written to a {@link #gradientTarget} into the flat gradient vector. */
  void store(Tensor gradient, Value written) {
    if (written.buffer().region() == Buffer.Region.ARENA) {
      reorder(
          "store " + gradient.name(), written, flat(gradient, written.layout().dims()), current);
    }
  }

  /** Keeps the forward primitive that filled a workspace, which the backward one is made from. */
  void remember(Tensor workspace, Descriptor descriptor) {
    forwardOf.put(workspace.id(), descriptor);
  }

  Descriptor forwardOf(Tensor workspace) {
    return forwardOf.get(workspace.id());
  }

  /** Keeps the layout that a layer read forward, for its gradient. */
  void rememberLayout(String op, Layout layout) {
    layerLayout.put(layerOf(op), layout);
  }

  /** The layout that the layer of this op read forward. */
  Layout layoutOfLayer(String op) {
    return layerLayout.get(layerOf(op));
  }

  /** The finished program. */
  Program build() {
    Value output = wantPlain(plan.output());
    output.buffer().keep();
    Value input = first(plan.only(Tensor.Kind.INPUT));
    return new Program(prepare, forward, backward, input, output);
  }

  /** The layer that an op of that name comes from. */
  static String layerOf(String op) {
    return op.substring(0, op.lastIndexOf('.'));
  }

  private List<Value> valuesOf(Tensor tensor) {
    return values.computeIfAbsent(tensor.id(), id -> new ArrayList<>(List.of(initial(tensor))));
  }

  private Value initial(Tensor tensor) {
    if (tensor.kind() == Tensor.Kind.INPUT) {
      Value input =
          temporary(tensor.name(), layouts.rowMajor(Layouts.dims(tensor.dims()), ElementType.F32));
      input.buffer().keep();
      return input;
    }
    if (tensor.offset() < 0) {
      throw new BackendException("the plan reads tensor '" + tensor.name() + "' before it is made");
    }
    return flat(tensor, Layouts.dims(tensor.dims()));
  }

  private Value flat(Tensor tensor, long[] dims) {
    Buffer.Region region =
        switch (tensor.kind()) {
          case PARAMETER -> Buffer.Region.PARAMETERS;
          case PARAMETER_GRADIENT -> Buffer.Region.GRADIENTS;
          case STATE -> Buffer.Region.STATE;
          case INPUT, LABELS, TARGETS, ACTIVATION, GRADIENT, WORKSPACE, STATISTIC ->
              throw new IllegalArgumentException(tensor + " is in no flat vector");
        };
    Layout layout = layouts.rowMajor(dims, ElementType.F32);
    Buffer buffer =
        Buffer.inVector(
            tensor.name(), region, (long) Float.BYTES * tensor.offset(), layout.bytes());
    return new Value(tensor.name(), buffer, layout);
  }

  private Value find(Tensor tensor, Predicate<Value> condition) {
    return valuesOf(tensor).stream().filter(condition).findFirst().orElse(null);
  }

  /** Row-major memory reads the same under any dims of as many elements. */
  private Value underOtherDims(Tensor tensor, long[] dims) {
    Layout written = first(tensor).layout();
    Value plain = want(tensor, layouts.rowMajor(written.dims(), written.type()));
    Value view = plain.as(layouts.rowMajor(dims, written.type()));
    valuesOf(tensor).add(view);
    return view;
  }

  private Value reordered(Tensor tensor, Value source, Layout layout) {
    boolean once = !training() && source.buffer().region() == Buffer.Region.PARAMETERS;
    Value target = temporary(tensor.name(), layout);
    if (once) {
      target.buffer().keep();
    }
    reorder("reorder " + tensor.name(), source, target, once ? prepare : current);
    valuesOf(tensor).add(target);
    return target;
  }

  private void reorder(String name, Value from, Value to, List<Call> calls) {
    calls.add(
        new Call(
            name,
            new Call.Primitive(primitives.reorder(name, from.layout(), to.layout())),
            List.of(Arguments.source(from), Arguments.destination(to))));
  }

  private static Buffer buffer(String name, Layout layout) {
    return Buffer.inArena(name, layout.bytes());
  }
}
