package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.StepCoefficients;
import org.sparkconvnet.optimizer.UpdateRule;

/**
 * Turns an update rule other than plain SGD into calls: norms where the rule needs them, one kernel
 * over all weights, and one for each parameter with a largest norm.
 */
final class UpdateLowering {
  private static final int THREADS = 256;
  private static final int MOST_CHUNKS = 32;
  private static final int ELEMENTS_A_CHUNK = 128;

  private final UpdateRule rule;
  private final ParameterLayout layout;
  private final int ranges;
  private final int chunks;
  private final boolean layerwise;
  private final boolean norms;

  UpdateLowering(UpdateRule rule, ParameterLayout layout) {
    this.rule = rule;
    this.layout = layout;
    ranges = layout.parameters().size();
    chunks = chunks(layout);
    layerwise = rule.optimizer() instanceof Optimizer.Lars;
    norms = layerwise || rule.clipping().norm() > 0;
  }

  /** Adds the regions that the rule needs. */
  void regions(Map<Region, Long> bytes) {
    bytes.put(Region.OPTIMIZER, vectorBytes() * rule.vectors().size());
    bytes.put(Region.COEFFICIENTS, (long) Float.BYTES * StepCoefficients.COUNT);
    bytes.put(Region.RULE, 4L * Integer.BYTES * ranges);
    bytes.put(Region.NORMS, norms ? weightPartials().offset() + partialBytes() : 0);
  }

  /** What {@link Region#RULE} holds: ends, l2, l1 as bits of float32, and which adapt. */
  int[] table() {
    int[] table = new int[4 * ranges];
    for (int i = 0; i < ranges; i++) {
      Parameter parameter = layout.parameters().get(i);
      table[i] = parameter.end();
      table[ranges + i] = Float.floatToRawIntBits((float) rule.penalty(parameter).l2());
      table[2 * ranges + i] = Float.floatToRawIntBits((float) rule.penalty(parameter).l1());
      table[3 * ranges + i] = layerwise && parameter.decays() ? 1 : 0;
    }
    return table;
  }

  /** Where the optimiser's vector lies. */
  Slot vector(int number) {
    return new Slot(
        "optimizer." + rule.vectors().get(number),
        Region.OPTIMIZER,
        vectorBytes() * number,
        vectorBytes());
  }

  List<CudaCall> calls() {
    List<CudaCall> calls = new ArrayList<>();
    if (norms) {
      squares(calls, gradients(), (float) rule.clipping().value(), gradientPartials());
      if (layerwise) {
        squares(calls, parameters(), 0, weightPartials());
      }
      calls.add(factors());
    }
    calls.add(update());
    for (Parameter parameter : layout.parameters()) {
      double most = rule.penalty(parameter).maxNorm();
      if (most > 0) {
        calls.add(limit(parameter, (float) most));
      }
    }
    return calls;
  }

  private void squares(List<CudaCall> calls, Slot of, float most, Slot partials) {
    calls.add(
        new Launch(
            "update",
            Kernel.SQUARES_PARTIAL,
            new Launch.Extent(ranges, chunks),
            new Launch.Extent(THREADS, 1),
            List.of(at(of), at(table(0)), new Argument.Real(most), at(partials))));
    calls.add(
        Launch.each(
            "update",
            Kernel.SQUARES_TOTAL,
            ranges,
            List.of(at(partials), new Argument.Int(chunks), at(totals(partials)))));
  }

  private CudaCall factors() {
    double trust = rule.optimizer() instanceof Optimizer.Lars lars ? lars.trust() : 0;
    return new Launch(
        "update",
        Kernel.NORM_FACTORS,
        new Launch.Extent(1, 1),
        new Launch.Extent(THREADS, 1),
        List.of(
            at(totals(gradientPartials())),
            at(layerwise ? totals(weightPartials()) : null),
            at(penalties()),
            at(table(3)),
            new Argument.Int(ranges),
            new Argument.Real((float) rule.clipping().norm()),
            new Argument.Real((float) trust),
            at(factorSlot())));
  }

  private CudaCall update() {
    List<Argument> arguments = new ArrayList<>(List.of(at(parameters()), at(gradients())));
    for (int i = 0; i < rule.vectors().size(); i++) {
      arguments.add(at(vector(i)));
    }
    arguments.add(at(table(0)));
    arguments.add(at(penalties()));
    arguments.add(new Argument.Int(ranges));
    arguments.add(
        at(
            new Slot(
                "coefficients",
                Region.COEFFICIENTS,
                0,
                (long) Float.BYTES * StepCoefficients.COUNT)));
    arguments.add(at(norms ? factorSlot() : null));
    arguments.add(new Argument.Real((float) rule.clipping().value()));
    arguments.add(new Argument.Int(rule.optimizer().decouplesDecay() ? 1 : 0));
    return Launch.each("update", kernel(), layout.parameterCount(), arguments);
  }

  private Kernel kernel() {
    return rule.optimizer().accept(new UpdateKernel());
  }

  private static CudaCall limit(Parameter parameter, float most) {
    int rows = parameter.dims().get(0);
    long bytes = (long) Float.BYTES * parameter.elements();
    long offset = (long) Float.BYTES * parameter.offset();
    return new Launch(
        "update",
        Kernel.LIMIT_ROWS,
        new Launch.Extent(rows, 1),
        new Launch.Extent(THREADS, 1),
        List.of(
            at(new Slot(parameter.name(), Region.PARAMETERS, offset, bytes)),
            new Argument.Int(parameter.elements() / rows),
            new Argument.Real(most)));
  }

  private Slot parameters() {
    return new Slot("parameters", Region.PARAMETERS, 0, vectorBytes());
  }

  private Slot gradients() {
    return new Slot("gradients", Region.GRADIENTS, 0, vectorBytes());
  }

  /** l2 of each range, then l1, float32. */
  private Slot penalties() {
    return new Slot("rule.penalties", Region.RULE, rangeBytes(), 2 * rangeBytes());
  }

  /** One of the table's four rows, int32. */
  private Slot table(int row) {
    return new Slot(
        "rule." + row, Region.RULE, row * rangeBytes(), rangeBytes(), ElementType.OTHER);
  }

  private Slot factorSlot() {
    return new Slot("norms.factors", Region.NORMS, 0, (long) Float.BYTES * (1 + ranges));
  }

  private Slot gradientPartials() {
    long offset = (factorSlot().bytes() + Double.BYTES - 1) / Double.BYTES * Double.BYTES;
    return new Slot("norms.gradients", Region.NORMS, offset, partialBytes(), ElementType.OTHER);
  }

  private Slot weightPartials() {
    long offset = gradientPartials().offset() + partialBytes();
    return new Slot("norms.weights", Region.NORMS, offset, partialBytes(), ElementType.OTHER);
  }

  /**
   * Into how many parts the norm of each range is cut: blocks for short ones find nothing to do.
   */
  private static int chunks(ParameterLayout layout) {
    int longest =
        layout.parameters().stream()
            .mapToInt(parameter -> parameter.end() - parameter.offset())
            .max()
            .orElse(1);
    return Math.min(MOST_CHUNKS, (longest + ELEMENTS_A_CHUNK - 1) / ELEMENTS_A_CHUNK);
  }

  /** The sums of ranges lie behind those of their chunks. */
  private Slot totals(Slot partials) {
    long bytes = (long) Double.BYTES * ranges;
    return new Slot(
        partials.name() + ".totals",
        Region.NORMS,
        partials.offset() + partialBytes() - bytes,
        bytes,
        ElementType.OTHER);
  }

  private long partialBytes() {
    return (long) Double.BYTES * ranges * (chunks + 1);
  }

  private long rangeBytes() {
    return (long) Integer.BYTES * ranges;
  }

  private long vectorBytes() {
    return (long) Float.BYTES * layout.parameterCount();
  }

  private static Argument at(Slot slot) {
    return new Argument.At(slot);
  }
}
