package org.sparkconvnet.plan;

import java.util.List;

/** Joins of branches, and other dims for the same elements. */
public sealed interface JoiningOp extends Op {
  /** y = sum of {@code terms}, of one shape each; then max(., 0) where relu. */
  record Sum(String name, List<Tensor> terms, boolean relu, Tensor y) implements JoiningOp {
    public Sum {
      terms = List.copyOf(terms);
    }

    @Override
    public List<Tensor> reads() {
      return terms;
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.sum(this);
    }
  }

  /** y = {@code parts} stacked along the channels. */
  record ConcatenationForward(String name, List<Tensor> parts, Tensor y) implements JoiningOp {
    public ConcatenationForward {
      parts = List.copyOf(parts);
    }

    @Override
    public List<Tensor> reads() {
      return parts;
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.concatenationForward(this);
    }
  }

  /** Each of {@code dparts} = its channels of dy. */
  record ConcatenationBackward(String name, Tensor dy, List<Tensor> dparts) implements JoiningOp {
    public ConcatenationBackward {
      dparts = List.copyOf(dparts);
    }

    @Override
    public List<Tensor> reads() {
      return List.of(dy);
    }

    @Override
    public List<Tensor> writes() {
      return dparts;
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.concatenationBackward(this);
    }
  }

  /** y = x under other dims, in row-major order: (N, C, H, W) to (N, C*H*W) or back. */
  record Reshape(String name, Tensor x, Tensor y) implements JoiningOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.reshape(this);
    }
  }
}
