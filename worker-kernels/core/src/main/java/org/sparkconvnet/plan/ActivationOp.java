package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Activation;

/** Functions of each element, or of the few that belong to it. */
public sealed interface ActivationOp extends Op {
  /** y = max(x, 0). */
  record ReluForward(String name, Tensor x, Tensor y) implements ActivationOp {
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
      return visitor.reluForward(this);
    }
  }

  /** dx = dy where y > 0, else 0. */
  record ReluBackward(String name, Tensor y, Tensor dy, Tensor dx) implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(y, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.reluBackward(this);
    }
  }

  /** y = f(x). */
  record ActivationForward(String name, Activation activation, Tensor x, Tensor y)
      implements ActivationOp {
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
      return visitor.activationForward(this);
    }
  }

  /**
   * dx = dy f'(x). {@code value} is y where {@link Activation#derivativeFromResult} says that it is
   * enough, else x.
   */
  record ActivationBackward(String name, Activation activation, Tensor value, Tensor dy, Tensor dx)
      implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(value, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.activationBackward(this);
    }
  }

  /**
   * y[N,C,...] = the largest of x's {@code pieces} for each; {@code argmax}, null in inference,
   * which.
   */
  record MaxoutForward(String name, int pieces, Tensor x, Tensor y, Tensor argmax)
      implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return Tensor.present(y, argmax);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.maxoutForward(this);
    }
  }

  /** dx = dy for the piece that won, else 0. */
  record MaxoutBackward(String name, int pieces, Tensor dy, Tensor argmax, Tensor dx)
      implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(dy, argmax);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.maxoutBackward(this);
    }
  }

  /** y = exp(-(centers[c] - x)^2 / sigma^2). */
  record RadialBasisForward(String name, double sigma, Tensor x, Tensor centers, Tensor y)
      implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, centers);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.radialBasisForward(this);
    }
  }

  /**
   * dx = dy y 2 (centers[c] - x) / sigma^2; dcenters[c] = minus the sum of dx over N and positions.
   */
  record RadialBasisBackward(
      String name,
      double sigma,
      Tensor x,
      Tensor centers,
      Tensor y,
      Tensor dy,
      Tensor dx,
      Tensor dcenters)
      implements ActivationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, centers, y, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx, dcenters);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.radialBasisBackward(this);
    }
  }
}
