package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.ConvolutionOp;

/**
 * Convolutions: cuDNN's, with a kernel of ours for a bias that no ReLU follows. cuDNN takes
 * operands of one type only, so in 16 bits a bias is rounded too, and the filters' gradient is
 * summed in float32, rounded, and widened into the flat vector.
 */
final class ConvolutionLowering {
  private final ProgramBuilder program;
  private final Sums sums;

  ConvolutionLowering(ProgramBuilder program) {
    this.program = program;
    this.sums = new Sums(program);
  }

  void forward(ConvolutionOp.ConvolutionForward op) {
    ConvolutionShape shape = ConvolutionShape.of(op.x(), op.y(), op.window(), op.groups());
    Slot x = program.slot(op.x());
    Slot w = program.weight(op.w());
    Slot y = program.slot(op.y());
    // In 16 bits a bias that is added afterwards would have the result rounded twice.
    if (op.b() != null && (op.relu() || y.type().isHalf())) {
      Convolution.Direction direction =
          op.relu() ? Convolution.Direction.FORWARD_BIAS_RELU : Convolution.Direction.FORWARD_BIAS;
      Slot bias = program.weight(op.b());
      program.add(new Convolution(op.name(), direction, shape, x, w, bias, y));
      Bias.activate(program, op.name(), op.y(), op.relu() ? null : op.activation());
      return;
    }
    program.add(new Convolution(op.name(), Convolution.Direction.FORWARD, shape, x, w, null, y));
    if (op.activation() != null || op.b() != null) {
      Bias.add(program, op.name(), op.y(), op.b(), op.activation());
    }
  }

  void backwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
    ConvolutionShape shape = ConvolutionShape.of(op.x(), op.dy(), op.window(), op.groups());
    boolean half = program.element().isHalf();
    Slot flat = program.slot(op.dw());
    Slot dw = half ? program.filterGradient(op.dw()) : flat;
    program.add(
        new Convolution(
            op.name(),
            Convolution.Direction.BACKWARD_FILTER,
            shape,
            program.slot(op.x()),
            dw,
            null,
            program.slot(op.dy())));
    if (half) {
      program.each(
          op.name(), Kernel.WIDEN, op.dw().elements(), new Argument.At(dw), new Argument.At(flat));
    }
    if (op.db() != null) {
      sums.columns(op.name(), op.dy(), program.slot(op.db()), 1);
    }
  }

  void backwardData(ConvolutionOp.ConvolutionBackwardData op) {
    ConvolutionShape shape = ConvolutionShape.of(op.dx(), op.dy(), op.window(), op.groups());
    program.add(
        new Convolution(
            op.name(),
            Convolution.Direction.BACKWARD_DATA,
            shape,
            program.slot(op.dx()),
            program.weight(op.w()),
            null,
            program.slot(op.dy())));
  }
}
