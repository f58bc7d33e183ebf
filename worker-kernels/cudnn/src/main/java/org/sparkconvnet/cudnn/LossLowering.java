package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.plan.LossOp;

/** Losses: a warp for each example, then one block for the totals. */
final class LossLowering {
  private static final int WARP = 32;
  private static final int WARPS = 4;
  private static final int TOTAL_THREADS = 256;

  private final ProgramBuilder program;

  LossLowering(ProgramBuilder program) {
    this.program = program;
  }

  void softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    int batch = op.logits().dims().get(0);
    Argument losses = new Argument.At(LossSlots.examples(batch));
    Argument hits = new Argument.At(LossSlots.hits(batch));
    boolean scaled = program.scalesLoss();
    List<Argument> arguments =
        new ArrayList<>(
            List.of(
                program.at(op.logits()),
                program.at(op.labels()),
                program.at(op.dlogits()),
                losses,
                hits,
                new Argument.Int(op.logits().dims().get(1)),
                new Argument.Int(batch)));
    if (scaled) {
      arguments.add(arguments.indexOf(hits) + 1, new Argument.At(LossScale.factors()));
    }
    program.add(
        new Launch(
            op.name(),
            scaled ? Kernel.SOFTMAX_CROSS_ENTROPY_SCALED : Kernel.SOFTMAX_CROSS_ENTROPY,
            new Launch.Extent((batch + WARPS - 1) / WARPS, 1),
            new Launch.Extent(WARP, WARPS),
            arguments));
    total(op.name(), batch);
  }

  void targeted(LossOp.TargetedLoss op) {
    int batch = op.x().dims().get(0);
    Kernel kernel =
        switch (op.criterion()) {
          case SOFTMAX -> Kernel.SOFTMAX_LOSS;
          case QUADRATIC -> Kernel.QUADRATIC_LOSS;
          case SIGMOID -> Kernel.SIGMOID_LOSS;
        };
    program.add(
        new Launch(
            op.name(),
            kernel,
            new Launch.Extent((batch + WARPS - 1) / WARPS, 1),
            new Launch.Extent(WARP, WARPS),
            List.of(
                program.at(op.x()),
                program.at(op.labels()),
                program.at(op.targets()),
                program.at(op.dx()),
                new Argument.At(LossSlots.examples(batch)),
                new Argument.At(LossSlots.hits(batch)),
                new Argument.At(program.scalesLoss() ? LossScale.factors() : null),
                new Argument.Int(op.x().dims().get(1)),
                new Argument.Int(batch))));
    total(op.name(), batch);
  }

  private void total(String op, int batch) {
    program.add(
        new Launch(
            op,
            Kernel.LOSS_TOTAL,
            new Launch.Extent(1, 1),
            new Launch.Extent(TOTAL_THREADS, 1),
            List.of(
                new Argument.At(LossSlots.examples(batch)),
                new Argument.At(LossSlots.hits(batch)),
                new Argument.At(LossSlots.total()),
                new Argument.At(LossSlots.hitTotal()),
                new Argument.Int(batch))));
  }
}
