package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.PlanException;
import org.sparkconvnet.plan.Targets;
import org.sparkconvnet.plan.Tensor;

/**
 * The interpreter's memory: flat vectors, and the arena where the plan packed it, one double per
 * byte of it, so that tensors that share bytes there share numbers here. A step begins with the
 * arena and the gradients full of not-a-number; writing a tensor makes all that it overlaps
 * unreadable.
 */
final class StepMemory {
  private final Plan plan;
  private final Precision precision;
  private final double[] arena;
  private final long[] start;
  private final boolean[] written;
  private final List<List<Tensor>> overlapping = new ArrayList<>();
  private final double[] parameters;
  private final double[] gradient;
  private final double[] state;
  private double[] images;
  private int[] labels;
  private float[] targets;

  StepMemory(Plan plan, Precision precision) {
    this.plan = plan;
    this.precision = precision;
    this.arena = new double[Math.toIntExact(plan.arena().bytes())];
    this.start = new long[plan.tensors().size()];
    this.written = new boolean[plan.tensors().size()];
    this.parameters = new double[plan.layout().parameterCount()];
    this.gradient = new double[plan.layout().parameterCount()];
    this.state = new double[plan.layout().stateCount()];
    int next = 0;
    for (Tensor tensor : plan.tensors()) {
      start[tensor.id()] = tensor.kind().inArena() ? plan.arena().offsets().get(next++) : -1;
    }
    plan.tensors().forEach(tensor -> overlapping.add(overlapping(tensor)));
  }

  /** Forgets all that a step makes. */
  void startStep() {
    Arrays.fill(arena, Double.NaN);
    Arrays.fill(gradient, Double.NaN);
    Arrays.fill(written, false);
  }

  /** Throws where the tensor holds nothing of this step. */
  void requireWritten(Op op, Tensor tensor) {
    boolean made = tensor.kind().inArena() || tensor.kind() == Tensor.Kind.PARAMETER_GRADIENT;
    if (made && !written[tensor.id()]) {
      throw new PlanException(
          op.name() + ": " + tensor + " was not written in this step, or was overwritten");
    }
  }

  /** A copy of the tensor's numbers in its logical layout; weights as kernels read them. */
  double[] read(Tensor tensor) {
    int length = Math.toIntExact(tensor.elements());
    return switch (tensor.kind()) {
      case INPUT -> Rounding.all(precision, images.clone());
      case PARAMETER ->
          weight(Arrays.copyOfRange(parameters, tensor.offset(), end(tensor)), tensor);
      case PARAMETER_GRADIENT -> Arrays.copyOfRange(gradient, tensor.offset(), end(tensor));
      case STATE -> Arrays.copyOfRange(state, tensor.offset(), end(tensor));
      case ACTIVATION, GRADIENT, WORKSPACE, STATISTIC -> {
        int from = (int) start[tensor.id()];
        yield Arrays.copyOfRange(arena, from, from + length);
      }
      case TARGETS -> Vectors.widen(targets);
      case LABELS -> throw new PlanException("labels are no numbers: " + tensor);
    };
  }

  /** Stores numbers, rounded to the tensor's format. */
  void write(Tensor tensor, double[] values) {
    if (values.length != tensor.elements()) {
      throw new PlanException(tensor + " of " + tensor.dims() + " written " + values.length);
    }
    switch (tensor.kind()) {
      case PARAMETER_GRADIENT -> store(values, gradient, tensor.offset());
      case STATE -> store(values, state, tensor.offset());
      case ACTIVATION, GRADIENT, WORKSPACE, STATISTIC -> {
        overlapping.get(tensor.id()).forEach(other -> written[other.id()] = false);
        int from = (int) start[tensor.id()];
        Arrays.fill(arena, from, from + Math.toIntExact(tensor.bytes()), Double.NaN);
        System.arraycopy(rounded(tensor, values), 0, arena, from, values.length);
      }
      case INPUT, LABELS, TARGETS, PARAMETER -> throw new PlanException("an op writes " + tensor);
    }
    written[tensor.id()] = true;
  }

  void setImages(float[] source) {
    images = Vectors.widen(source);
  }

  int[] labels() {
    return labels;
  }

  void setLabels(int[] source) {
    labels = source;
    if (Targets.readBy(plan)) {
      targets = new float[source.length * plan.network().classes()];
      Targets.of(plan).fill(source, targets);
    }
  }

  /** Targets of distributions, and the labels that they make most probable. */
  void setDistributions(float[] source) {
    labels = new int[plan.batch()];
    targets = new float[source.length];
    Targets.of(plan).fill(source, targets, labels);
  }

  double[] parameters() {
    return parameters;
  }

  double[] gradient() {
    return gradient;
  }

  double[] state() {
    return state;
  }

  private double[] weight(double[] values, Tensor tensor) {
    return tensor.dims().size() > 1 ? Rounding.all(precision, values) : values;
  }

  /** Statistics are float32; workspaces hold small integers. */
  private double[] rounded(Tensor tensor, double[] values) {
    return switch (tensor.kind()) {
      case WORKSPACE -> values;
      case STATISTIC -> Rounding.all(Precision.FP32, values);
      default -> Rounding.all(precision, values);
    };
  }

  private static void store(double[] values, double[] target, int offset) {
    Rounding.all(Precision.FP32, values);
    System.arraycopy(values, 0, target, offset, values.length);
  }

  private static int end(Tensor tensor) {
    return tensor.offset() + Math.toIntExact(tensor.elements());
  }

  private List<Tensor> overlapping(Tensor tensor) {
    List<Tensor> others = new ArrayList<>();
    for (Tensor other : plan.tensors()) {
      boolean both = tensor.kind().inArena() && other.kind().inArena() && other != tensor;
      long a = start[tensor.id()];
      long b = start[other.id()];
      if (both && a < b + other.bytes() && b < a + tensor.bytes()) {
        others.add(other);
      }
    }
    return others;
  }
}
