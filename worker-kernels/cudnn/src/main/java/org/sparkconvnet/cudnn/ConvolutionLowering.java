package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.Op;

/** Convolutions: cuDNN's, with a kernel of ours for a bias that no ReLU follows. */
final class ConvolutionLowering {
  private final ProgramBuilder program;
  private final Sums sums;

  ConvolutionLowering(ProgramBuilder program) {
    this.program = program;
    this.sums = new Sums(program);
  }

  void forward(Op.ConvolutionForward op) {
    ConvolutionShape shape = ConvolutionShape.of(op.x(), op.y(), op.window(), op.groups());
    Slot x = program.slot(op.x());
    Slot w = program.slot(op.w());
    Slot y = program.slot(op.y());
    if (op.relu() && op.b() != null) {
      Slot bias = program.slot(op.b());
      program.add(
          new Convolution(
              op.name(), Convolution.Direction.FORWARD_BIAS_RELU, shape, x, w, bias, y));
      return;
    }
    program.add(new Convolution(op.name(), Convolution.Direction.FORWARD, shape, x, w, null, y));
    if (op.relu() || op.b() != null) {
      Bias.add(program, op.name(), op.y(), op.b(), op.relu());
    }
  }

  void backwardWeights(Op.ConvolutionBackwardWeights op) {
    ConvolutionShape shape = ConvolutionShape.of(op.x(), op.dy(), op.window(), op.groups());
    program.add(
        new Convolution(
            op.name(),
            Convolution.Direction.BACKWARD_FILTER,
            shape,
            program.slot(op.x()),
            program.slot(op.dw()),
            null,
            program.slot(op.dy())));
    if (op.db() != null) {
      sums.columns(op.name(), op.dy(), program.slot(op.db()), 1);
    }
  }

  void backwardData(Op.ConvolutionBackwardData op) {
    ConvolutionShape shape = ConvolutionShape.of(op.dx(), op.dy(), op.window(), op.groups());
    program.add(
        new Convolution(
            op.name(),
            Convolution.Direction.BACKWARD_DATA,
            shape,
            program.slot(op.dx()),
            program.slot(op.w()),
            null,
            program.slot(op.dy())));
  }
}
