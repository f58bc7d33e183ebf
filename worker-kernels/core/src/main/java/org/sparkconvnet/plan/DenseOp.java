package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Activation;

/** Dense layers: every input with every unit. */
public sealed interface DenseOp extends Op {
  /**
   * y[N,K] = x[N, C*H*W] w[K, C*H*W]^T + b[K], x in row-major order, then the activation where one
   * is not null.
   */
  record DenseForward(String name, Tensor x, Tensor w, Tensor b, Activation activation, Tensor y)
      implements DenseOp {
    /** True where the op ends with max(., 0). */
    public boolean relu() {
      return Activation.RELU.equals(activation);
    }

    @Override
    public List<Tensor> reads() {
      return Tensor.present(x, w, b);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.denseForward(this);
    }
  }

  /** dw[K, C*H*W] = dy^T x; db[K] = sum of dy over N ({@code db} null without bias). */
  record DenseBackwardWeights(String name, Tensor x, Tensor dy, Tensor dw, Tensor db)
      implements DenseOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, dy);
    }

    @Override
    public List<Tensor> writes() {
      return Tensor.present(dw, db);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.denseBackwardWeights(this);
    }
  }

  /** dx[N, C*H*W] = dy[N,K] w[K, C*H*W]. */
  record DenseBackwardData(String name, Tensor dy, Tensor w, Tensor dx) implements DenseOp {
    @Override
    public List<Tensor> reads() {
      return List.of(dy, w);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.denseBackwardData(this);
    }
  }
}
