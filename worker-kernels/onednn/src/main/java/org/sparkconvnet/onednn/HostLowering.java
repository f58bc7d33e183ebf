package org.sparkconvnet.onednn;

import java.util.List;
import org.sparkconvnet.plan.Op;

/** Ops that run as Java code, on row-major float32 tensors. */
final class HostLowering {
  private final ProgramBuilder program;

  HostLowering(ProgramBuilder program) {
    this.program = program;
  }

  void dropout(Op.DropoutForward op) {
    Value x = program.wantPlain(op.x());
    Value y = program.definePlain(op.y());
    y.buffer().takeOver(x.buffer());
    Layout bytes = program.layouts().rowMajor(Layouts.dims(op.mask().dims()), ElementType.U8);
    program.call(
        op.name(),
        new Call.Host(new DropoutCode(op.rate(), op.index())),
        List.of(
            Call.Argument.read("x", 0, x),
            Call.Argument.write("y", 1, y),
            Call.Argument.write("mask", 2, program.define(op.mask(), bytes))));
  }

  void dropoutBackward(Op.DropoutBackward op) {
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

  /** No call: row-major memory is the same under the new dims. */
  void reshape(Op.Reshape op) {
    ElementType type = program.first(op.x()).layout().type();
    Value x = program.want(op.x(), program.layouts().rowMajor(Layouts.dims(op.x().dims()), type));
    Layout dims = program.layouts().rowMajor(Layouts.dims(op.y().dims()), type);
    program.define(op.y(), new Value(op.y().name(), x.buffer(), dims));
  }

  void softmaxCrossEntropy(Op.SoftmaxCrossEntropy op) {
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
