package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.DropoutMask;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.Tensor;

/** Activations, sums and dropout; each may overwrite what {@code InPlace} names. */
final class ElementwiseLowering {
  private final ProgramBuilder program;

  ElementwiseLowering(ProgramBuilder program) {
    this.program = program;
  }

  void relu(ActivationOp.ReluForward op) {
    program.each(op.name(), Kernel.RELU, op.y().elements(), program.at(op.x()), program.at(op.y()));
  }

  void reluGradient(ActivationOp.ReluBackward op) {
    program.each(
        op.name(),
        Kernel.RELU_GRADIENT,
        op.dx().elements(),
        program.at(op.y()),
        program.at(op.dy()),
        program.at(op.dx()));
  }

  void activation(ActivationOp.ActivationForward op) {
    List<Argument> code = ActivationCode.of(op.activation());
    program.each(
        op.name(),
        Kernel.ACTIVATE,
        op.y().elements(),
        program.at(op.x()),
        program.at(op.y()),
        code.get(0),
        code.get(1));
  }

  void activationGradient(ActivationOp.ActivationBackward op) {
    List<Argument> code = ActivationCode.of(op.activation());
    program.each(
        op.name(),
        Kernel.ACTIVATE_GRADIENT,
        op.dx().elements(),
        program.at(op.value()),
        program.at(op.dy()),
        program.at(op.dx()),
        code.get(0),
        code.get(1));
  }

  /** Two terms at a time; the ReLU with the last. Only the first may lie where y does. */
  void sum(JoiningOp.Sum op) {
    Tensor left = op.terms().get(0);
    if (op.terms().size() > 2 && program.element().isHalf()) {
      accumulate(op);
      return;
    }
    if (op.terms().size() == 1) {
      program.each(
          op.name(),
          Kernel.ADD,
          op.y().elements(),
          program.at(left),
          new Argument.At(null),
          program.at(op.y()),
          new Argument.Int(op.relu() ? 1 : 0));
    }
    for (int i = 1; i < op.terms().size(); i++) {
      boolean last = i == op.terms().size() - 1;
      program.each(
          op.name(),
          Kernel.ADD,
          op.y().elements(),
          program.at(left),
          program.at(op.terms().get(i)),
          program.at(op.y()),
          new Argument.Int(last && op.relu() ? 1 : 0));
      left = op.y();
    }
  }

  /** In float32, so that the sum is rounded once. */
  private void accumulate(JoiningOp.Sum op) {
    Slot total = program.scratch(op.name() + ".total", op.y().bytes());
    for (int i = 0; i < op.terms().size(); i++) {
      boolean last = i == op.terms().size() - 1;
      program.each(
          op.name(),
          Kernel.ACCUMULATE,
          op.y().elements(),
          program.at(op.terms().get(i)),
          new Argument.At(total),
          last ? program.at(op.y()) : new Argument.At(null),
          new Argument.Int(i == 0 ? 1 : 0),
          new Argument.Int(op.relu() ? 1 : 0));
    }
  }

  void dropout(DropoutOp.DropoutForward op) {
    ImageDims dims = ImageDims.of(op.x());
    program.each(
        op.name(),
        op.channels() ? Kernel.DROPOUT_CHANNELS : Kernel.DROPOUT,
        dims.elements(),
        program.at(op.x()),
        program.at(op.y()),
        program.at(op.mask()),
        new Argument.At(program.seed(op.name(), op.index())),
        new Argument.Int(dims.channels()),
        new Argument.Int(dims.positions()),
        new Argument.Long(DropoutMask.threshold(op.rate())),
        new Argument.Real(scale(op.rate())));
  }

  void dropoutGradient(DropoutOp.DropoutBackward op) {
    program.each(
        op.name(),
        Kernel.DROPOUT_GRADIENT,
        op.dx().elements(),
        program.at(op.dy()),
        program.at(op.mask()),
        program.at(op.dx()),
        new Argument.Real(scale(op.rate())));
  }

  private static float scale(double rate) {
    return (float) (1 / (1 - rate));
  }
}
