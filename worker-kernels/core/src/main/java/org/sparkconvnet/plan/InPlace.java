package org.sparkconvnet.plan;

/** Which operand an elementwise op may overwrite with its result. */
public final class InPlace {
  private InPlace() {}

  /** The tensor whose memory the op's first result may take over, or null. */
  public static Tensor source(Op op) {
    if (op instanceof Op.ReluForward relu) {
      return relu.x();
    }
    if (op instanceof Op.ReluBackward relu) {
      return relu.dy();
    }
    if (op instanceof Op.ActivationForward activation) {
      return activation.x();
    }
    if (op instanceof Op.ActivationBackward activation) {
      return activation.dy();
    }
    if (op instanceof Op.DropoutForward dropout) {
      return dropout.x();
    }
    if (op instanceof Op.DropoutBackward dropout) {
      return dropout.dy();
    }
    return op instanceof Op.Sum sum ? sum.terms().get(0) : null;
  }
}
