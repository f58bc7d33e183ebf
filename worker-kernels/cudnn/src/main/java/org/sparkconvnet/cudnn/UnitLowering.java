package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.ActivationOp;

/** Maxout and radial basis functions. */
final class UnitLowering {
  private final ProgramBuilder program;
  private final Sums sums;

  UnitLowering(ProgramBuilder program) {
    this.program = program;
    this.sums = new Sums(program);
  }

  void maxout(ActivationOp.MaxoutForward op) {
    program.each(
        op.name(),
        Kernel.MAXOUT,
        op.y().elements(),
        program.at(op.x()),
        program.at(op.y()),
        program.at(op.argmax()),
        new Argument.Int(op.pieces()));
  }

  void maxoutGradient(ActivationOp.MaxoutBackward op) {
    program.each(
        op.name(),
        Kernel.MAXOUT_GRADIENT,
        op.dx().elements(),
        program.at(op.dy()),
        program.at(op.argmax()),
        program.at(op.dx()),
        new Argument.Int(op.pieces()));
  }

  void radialBasis(ActivationOp.RadialBasisForward op) {
    program.each(
        op.name(),
        Kernel.RADIAL_BASIS,
        op.y().elements(),
        program.at(op.x()),
        program.at(op.centers()),
        program.at(op.y()),
        new Argument.Int(ImageDims.of(op.x()).channels()),
        scale(op.sigma()));
  }

  void radialBasisGradient(ActivationOp.RadialBasisBackward op) {
    program.each(
        op.name(),
        Kernel.RADIAL_BASIS_GRADIENT,
        op.dx().elements(),
        program.at(op.x()),
        program.at(op.centers()),
        program.at(op.y()),
        program.at(op.dy()),
        program.at(op.dx()),
        new Argument.Int(ImageDims.of(op.x()).channels()),
        scale(op.sigma()));
    sums.columns(op.name(), op.dx(), program.slot(op.dcenters()), -1);
  }

  private static Argument scale(double sigma) {
    return new Argument.Real((float) (1 / (sigma * sigma)));
  }
}
