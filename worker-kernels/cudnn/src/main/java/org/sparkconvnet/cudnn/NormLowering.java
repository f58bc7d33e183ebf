package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.plan.NormalizationOp;

/** Batch normalisation: statistics in two passes over x, then one pass that applies them. */
final class NormLowering {
  private final ProgramBuilder program;
  private final Sums sums;

  NormLowering(ProgramBuilder program) {
    this.program = program;
    this.sums = new Sums(program);
  }

  void forward(NormalizationOp.BatchNormForward op) {
    ImageDims dims = ImageDims.of(op.x());
    float share = (float) (1.0 / dims.rows());
    sums.columns(op.name(), op.x(), program.slot(op.mean()), share);
    sums.squaredDeviations(op.name(), op.x(), op.mean(), program.slot(op.variance()), share);
    program.each(
        op.name(),
        Kernel.NORMALIZE,
        dims.elements(),
        program.at(op.x()),
        program.at(op.mean()),
        program.at(op.variance()),
        program.at(op.scale()),
        program.at(op.shift()),
        program.at(op.y()),
        program.at(op.mask()),
        new Argument.Int(dims.channels()),
        new Argument.Real((float) op.epsilon()),
        new Argument.Int(op.relu() ? 1 : 0));
    program.each(
        op.name(),
        Kernel.RUNNING_STATISTICS,
        dims.channels(),
        program.at(op.mean()),
        program.at(op.variance()),
        program.at(op.runningMean()),
        program.at(op.runningVariance()),
        new Argument.Real((float) op.momentum()));
  }

  void inference(NormalizationOp.BatchNormInference op) {
    ImageDims dims = ImageDims.of(op.x());
    program.each(
        op.name(),
        Kernel.NORMALIZE,
        dims.elements(),
        program.at(op.x()),
        program.at(op.runningMean()),
        program.at(op.runningVariance()),
        program.at(op.scale()),
        program.at(op.shift()),
        program.at(op.y()),
        new Argument.At(null),
        new Argument.Int(dims.channels()),
        new Argument.Real((float) op.epsilon()),
        new Argument.Int(op.relu() ? 1 : 0));
  }

  void localResponse(NormalizationOp.LocalResponseNormForward op) {
    Layer.LocalResponseNormalization settings = op.settings();
    program.each(
        op.name(),
        Kernel.LOCAL_RESPONSE,
        op.y().elements(),
        program.at(op.x()),
        program.at(op.y()),
        program.at(op.sums()),
        new Argument.Int(ImageDims.of(op.x()).channels()),
        new Argument.Int(settings.size() / 2),
        new Argument.Real((float) (settings.alpha() / settings.size())),
        new Argument.Real((float) settings.beta()),
        new Argument.Real((float) settings.k()));
  }

  void localResponseBackward(NormalizationOp.LocalResponseNormBackward op) {
    Layer.LocalResponseNormalization settings = op.settings();
    program.each(
        op.name(),
        Kernel.LOCAL_RESPONSE_GRADIENT,
        op.dx().elements(),
        program.at(op.x()),
        program.at(op.sums()),
        program.at(op.dy()),
        program.at(op.dx()),
        new Argument.Int(ImageDims.of(op.x()).channels()),
        new Argument.Int(settings.size() / 2),
        new Argument.Real((float) (settings.alpha() / settings.size())),
        new Argument.Real((float) settings.beta()));
  }

  void backward(NormalizationOp.BatchNormBackward op) {
    ImageDims dims = ImageDims.of(op.x());
    Slot partials = sums.partials(op.name(), dims, 2);
    sums.partial(
        op.name(),
        Kernel.NORM_GRADIENT_SUMS_PARTIAL,
        dims,
        partials,
        List.of(
            program.at(op.x()),
            program.at(op.mean()),
            program.at(op.variance()),
            program.at(op.mask()),
            program.at(op.dy()),
            new Argument.Real((float) op.epsilon())));
    sums.total(op.name(), partials, dims, 0, 2, program.slot(op.dshift()), 1);
    sums.total(op.name(), partials, dims, 1, 2, program.slot(op.dscale()), 1);
    program.each(
        op.name(),
        Kernel.NORM_GRADIENT,
        dims.elements(),
        program.at(op.x()),
        program.at(op.mean()),
        program.at(op.variance()),
        program.at(op.scale()),
        program.at(op.mask()),
        program.at(op.dy()),
        program.at(op.dscale()),
        program.at(op.dshift()),
        program.at(op.dx()),
        new Argument.Int(dims.channels()),
        new Argument.Real((float) op.epsilon()),
        new Argument.Real((float) (1.0 / dims.rows())));
  }
}
