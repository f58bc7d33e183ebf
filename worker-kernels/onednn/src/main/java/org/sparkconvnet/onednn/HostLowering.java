package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.LossOp;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Tensor;

/** Ops that run as Java code, on row-major float32 tensors. */
final class HostLowering {
  private final ProgramBuilder program;

  HostLowering(ProgramBuilder program) {
    this.program = program;
  }

  void dropout(DropoutOp.DropoutForward op) {
    Value x = program.wantPlain(op.x());
    Value y = program.definePlain(op.y());
    y.buffer().takeOver(x.buffer());
    Layout bytes = program.layouts().rowMajor(Layouts.dims(op.mask().dims()), ElementType.U8);
    program.call(
        op.name(),
        new Call.Host(
            op.channels()
                ? new SpatialDropoutCode(op.rate(), op.index(), positions(op.x()))
                : new DropoutCode(op.rate(), op.index())),
        List.of(
            Call.Argument.read("x", 0, x),
            Call.Argument.write("y", 1, y),
            Call.Argument.write("mask", 2, program.define(op.mask(), bytes))));
  }

  void dropoutBackward(DropoutOp.DropoutBackward op) {
    Value dy = program.wantPlain(op.dy());
    Value dx = program.definePlain(op.dx());
    dx.buffer().takeOver(dy.buffer());
    program.call(
        op.name(),
        new Call.Host(new DropoutGradientCode(op.rate())),
        List.of(
            Call.Argument.read("dy", 0, dy),
            Call.Argument.read("mask", 1, program.first(op.mask())),
            Call.Argument.write("dx", 2, dx)));
  }

  void maxout(ActivationOp.MaxoutForward op) {
    Layout bytes = program.layouts().rowMajor(Layouts.dims(op.y().dims()), ElementType.U8);
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Call.Argument.read("x", 0, program.wantPlain(op.x())));
    arguments.add(Call.Argument.write("y", 1, program.definePlain(op.y())));
    if (op.argmax() != null) {
      arguments.add(Call.Argument.write("argmax", 2, program.define(op.argmax(), bytes)));
    }
    HostCode code = new MaxoutCode(op.pieces(), positions(op.x()));
    program.call(op.name(), new Call.Host(code), arguments);
  }

  void maxoutBackward(ActivationOp.MaxoutBackward op) {
    program.call(
        op.name(),
        new Call.Host(new MaxoutGradientCode(op.pieces(), positions(op.dx()))),
        List.of(
            Call.Argument.read("dy", 0, program.wantPlain(op.dy())),
            Call.Argument.read("argmax", 1, program.first(op.argmax())),
            Call.Argument.write("dx", 2, program.definePlain(op.dx()))));
  }

  void radialBasis(ActivationOp.RadialBasisForward op) {
    program.call(
        op.name(),
        new Call.Host(new RadialBasisCode(op.sigma(), positions(op.x()))),
        List.of(
            Call.Argument.read("x", 0, program.wantPlain(op.x())),
            Call.Argument.read("centers", 1, program.first(op.centers())),
            Call.Argument.write("y", 2, program.definePlain(op.y()))));
  }

  void radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    int channels = op.centers().dims().get(0);
    program.call(
        op.name(),
        new Call.Host(new RadialBasisGradientCode(op.sigma(), positions(op.x()), channels)),
        List.of(
            Call.Argument.read("x", 0, program.wantPlain(op.x())),
            Call.Argument.read("centers", 1, program.first(op.centers())),
            Call.Argument.read("y", 2, program.wantPlain(op.y())),
            Call.Argument.read("dy", 3, program.wantPlain(op.dy())),
            Call.Argument.write("dx", 4, program.definePlain(op.dx())),
            Call.Argument.write("dcenters", 5, program.first(op.dcenters()))));
  }

  /** oneDNN has group normalisation too, but its gradient is a reference a hundred times slower. */
  void groupNorm(NormalizationOp.GroupNormForward op) {
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Call.Argument.read("x", 0, program.wantPlain(op.x())));
    arguments.add(Call.Argument.read("scale", 1, program.first(op.scale())));
    arguments.add(Call.Argument.read("shift", 2, program.first(op.shift())));
    arguments.add(Call.Argument.write("y", 3, program.definePlain(op.y())));
    if (op.mean() != null) {
      arguments.add(Call.Argument.write("mean", 4, program.definePlain(op.mean())));
      arguments.add(Call.Argument.write("variance", 5, program.definePlain(op.variance())));
    }
    HostCode code = new GroupNormCode(groups(op.x(), op.groups()), op.epsilon());
    program.call(op.name(), new Call.Host(code), arguments);
  }

  void groupNormBackward(NormalizationOp.GroupNormBackward op) {
    program.call(
        op.name(),
        new Call.Host(new GroupNormGradientCode(groups(op.x(), op.groups()), op.epsilon())),
        List.of(
            Call.Argument.read("x", 0, program.wantPlain(op.x())),
            Call.Argument.read("mean", 1, program.first(op.mean())),
            Call.Argument.read("variance", 2, program.first(op.variance())),
            Call.Argument.read("scale", 3, program.first(op.scale())),
            Call.Argument.read("dy", 4, program.wantPlain(op.dy())),
            Call.Argument.write("dx", 5, program.definePlain(op.dx())),
            Call.Argument.write("dscale", 6, program.first(op.dscale())),
            Call.Argument.write("dshift", 7, program.first(op.dshift()))));
  }

  private static ChannelGroups groups(Tensor x, int groups) {
    return new ChannelGroups(x.dims().get(1), groups, positions(x));
  }

  private static int positions(Tensor tensor) {
    return tensor.dims().stream().skip(2).reduce(1, Math::multiplyExact);
  }

  /** No call: row-major memory is the same under the new dims. */
  void reshape(JoiningOp.Reshape op) {
    ElementType type = program.first(op.x()).layout().type();
    Value x = program.want(op.x(), program.layouts().rowMajor(Layouts.dims(op.x().dims()), type));
    Layout dims = program.layouts().rowMajor(Layouts.dims(op.y().dims()), type);
    program.define(op.y(), new Value(op.y().name(), x.buffer(), dims));
  }

  void targetedLoss(LossOp.TargetedLoss op) {
    Value x = program.wantPlain(op.x());
    Value dx = program.define(op.dx(), x.layout());
    int batch = op.x().dims().get(0);
    HostCode code = new TargetedLossCode(op.criterion(), batch, op.x().dims().get(1));
    program.call(
        op.name(),
        new Call.Host(code),
        List.of(Call.Argument.read("x", 0, x), Call.Argument.write("dx", 1, dx)));
  }

  void softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    Value logits = program.wantPlain(op.logits());
    Value dlogits = program.define(op.dlogits(), logits.layout());
    program.call(
        op.name(),
        new Call.Host(
            new SoftmaxCrossEntropyCode(op.logits().dims().get(0), op.logits().dims().get(1))),
        List.of(
            Call.Argument.read("logits", 0, logits), Call.Argument.write("dlogits", 1, dlogits)));
  }
}
