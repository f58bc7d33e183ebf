package org.sparkconvnet.plan;

/** Which operand an elementwise op may overwrite with its result. */
public final class InPlace {
  private InPlace() {}

  /** The tensor whose memory the op's first result may take over, or null. */
  public static Tensor source(Op op) {
    if (op instanceof ActivationOp.ReluForward relu) {
      return relu.x();
    }
    if (op instanceof ActivationOp.ReluBackward relu) {
      return relu.dy();
    }
    if (op instanceof ActivationOp.ActivationForward activation) {
      return activation.x();
    }
    if (op instanceof ActivationOp.ActivationBackward activation) {
      return activation.dy();
    }
    if (op instanceof DropoutOp.DropoutForward dropout) {
      return dropout.x();
    }
    if (op instanceof DropoutOp.DropoutBackward dropout) {
      return dropout.dy();
    }
    return op instanceof JoiningOp.Sum sum ? sum.terms().get(0) : null;
  }
}
