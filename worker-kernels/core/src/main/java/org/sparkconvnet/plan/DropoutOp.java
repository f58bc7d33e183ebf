package org.sparkconvnet.plan;

import java.util.List;

/** Dropout of elements or whole channels. */
public sealed interface DropoutOp extends Op {
  /**
   * y = x * mask / (1 - rate); element i (row-major over N,C,H,W), or where {@code channels} each
   * element of the example's channel i (row-major over N,C), is kept where {@link
   * DropoutMask#keeps} says so for the step's seed and {@code index}, the op's number in the plan.
   */
  record DropoutForward(
      String name, double rate, int index, boolean channels, Tensor x, Tensor y, Tensor mask)
      implements DropoutOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y, mask);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.dropoutForward(this);
    }
  }

  /** dx = dy * mask / (1 - rate). */
  record DropoutBackward(String name, double rate, Tensor dy, Tensor mask, Tensor dx)
      implements DropoutOp {
    @Override
    public List<Tensor> reads() {
      return List.of(dy, mask);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.dropoutBackward(this);
    }
  }
}
