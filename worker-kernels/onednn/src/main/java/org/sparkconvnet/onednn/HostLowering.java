package org.sparkconvnet.onednn;

import java.util.List;
import org.sparkconvnet.plan.Op;

/** Ops that run as Java code, on row-major float32 tensors. */
final class HostLowering {
  private final ProgramBuilder program;

  HostLowering(ProgramBuilder program) {
    this.program = program;
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
