package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Tensor;

/** Group normalisation: a block for each group of an image, then one pass that applies them. */
final class GroupNormLowering {
  private static final int THREADS = 256;

  private final ProgramBuilder program;

  GroupNormLowering(ProgramBuilder program) {
    this.program = program;
  }

  void forward(NormalizationOp.GroupNormForward op) {
    ImageDims dims = ImageDims.of(op.x());
    long bytes = (long) Float.BYTES * dims.images() * op.groups();
    Slot scratch = op.mean() == null ? program.scratch(op.name() + ".statistics", 2 * bytes) : null;
    Argument mean = statistic(op.mean(), scratch, 0, bytes);
    Argument variance = statistic(op.variance(), scratch, bytes, bytes);
    block(
        op.name(),
        Kernel.GROUP_STATISTICS,
        dims.images() * op.groups(),
        with(dims, op.groups(), program.at(op.x()), mean, variance));
    List<Argument> arguments =
        with(
            dims,
            op.groups(),
            program.at(op.x()),
            mean,
            variance,
            program.at(op.scale()),
            program.at(op.shift()),
            program.at(op.y()));
    arguments.add(new Argument.Real((float) op.epsilon()));
    each(op.name(), Kernel.GROUP_NORMALIZE, dims, arguments);
  }

  void backward(NormalizationOp.GroupNormBackward op) {
    ImageDims dims = ImageDims.of(op.x());
    Argument epsilon = new Argument.Real((float) op.epsilon());
    Argument means =
        new Argument.At(
            program.scratch(op.name() + ".means", 2L * Float.BYTES * dims.images() * op.groups()));
    List<Argument> reads =
        List.of(
            program.at(op.x()),
            program.at(op.mean()),
            program.at(op.variance()),
            program.at(op.scale()),
            program.at(op.dy()),
            means);
    List<Argument> arguments = with(dims, op.groups(), reads.toArray(Argument[]::new));
    arguments.add(epsilon);
    block(op.name(), Kernel.GROUP_GRADIENT_MEANS, dims.images() * op.groups(), arguments);

    List<Argument> applied = new ArrayList<>(reads);
    applied.add(program.at(op.dx()));
    arguments = with(dims, op.groups(), applied.toArray(Argument[]::new));
    arguments.add(epsilon);
    each(op.name(), Kernel.GROUP_GRADIENT, dims, arguments);

    arguments =
        with(
            dims,
            op.groups(),
            program.at(op.x()),
            program.at(op.mean()),
            program.at(op.variance()),
            program.at(op.dy()),
            program.at(op.dscale()),
            program.at(op.dshift()));
    arguments.add(epsilon);
    arguments.add(new Argument.Long(dims.rows()));
    block(op.name(), Kernel.GROUP_PARAMETER_GRADIENTS, dims.channels(), arguments);
  }

  /** Where a plan keeps no statistics they lie in scratch memory. */
  private Argument statistic(Tensor tensor, Slot scratch, long offset, long bytes) {
    return tensor != null
        ? program.at(tensor)
        : new Argument.At(
            new Slot(scratch.name(), scratch.region(), scratch.offset() + offset, bytes));
  }

  /** Pointers, then channels, groups, positions. */
  private static List<Argument> with(ImageDims dims, int groups, Argument... pointers) {
    List<Argument> arguments = new ArrayList<>(List.of(pointers));
    arguments.add(new Argument.Int(dims.channels()));
    arguments.add(new Argument.Int(groups));
    arguments.add(new Argument.Int(dims.positions()));
    return arguments;
  }

  private void each(String op, Kernel kernel, ImageDims dims, List<Argument> arguments) {
    program.each(op, kernel, dims.elements(), arguments.toArray(Argument[]::new));
  }

  private void block(String op, Kernel kernel, int blocks, List<Argument> arguments) {
    program.add(
        new Launch(
            op, kernel, new Launch.Extent(blocks, 1), new Launch.Extent(THREADS, 1), arguments));
  }
}
