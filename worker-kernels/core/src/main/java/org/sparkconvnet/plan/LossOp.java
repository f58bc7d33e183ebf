package org.sparkconvnet.plan;

import java.util.List;

/** Losses, with the derivative that the backward pass starts from. */
public sealed interface LossOp extends Op {
  /**
   * dlogits[n,k] = (softmax(logits)[n,k] - [k = label n]) / N; the executable also keeps the sum of
   * -log softmax(logits)[label] and how many labels had the largest logit.
   */
  record SoftmaxCrossEntropy(String name, Tensor logits, Tensor labels, Tensor dlogits)
      implements LossOp {
    @Override
    public List<Tensor> reads() {
      return List.of(logits, labels);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dlogits);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.softmaxCrossEntropy(this);
    }
  }

  /**
   * The loss of outputs x[N,K] against targets t[N,K], and its derivative dx:
   *
   * <ul>
   *   <li>SOFTMAX: loss -sum over k of t log softmax(x); dx = (s softmax(x) - t) / N with s the
   *       example's sum of t;
   *   <li>QUADRATIC: loss 1/2 sum over k of (x - t)^2; dx = (x - t) / N;
   *   <li>SIGMOID: loss sum over k of log(1 + exp(x)) - t x; dx = (1 / (1 + exp(-x)) - t) / N.
   * </ul>
   *
   * The executable also keeps the sum of the examples' losses and how many labels had the largest
   * output.
   */
  record TargetedLoss(
      String name, Criterion criterion, Tensor x, Tensor labels, Tensor targets, Tensor dx)
      implements LossOp {
    /** Which loss. */
    public enum Criterion {
      SOFTMAX,
      QUADRATIC,
      SIGMOID
    }

    @Override
    public List<Tensor> reads() {
      return List.of(x, labels, targets);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.targetedLoss(this);
    }
  }
}
