package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;

/** What makes one number of several positions. */
public sealed interface PoolingOp extends Op {
  /**
   * y[N,C,P,Q] = maximum or mean of each window of x[N,C,H,W]. {@code argmax} (N,C,P,Q) keeps, for
   * max pooling in training, which position won; else null.
   */
  record PoolingForward(
      String name, Layer.Pooling.Kind kind, Window window, Tensor x, Tensor y, Tensor argmax)
      implements PoolingOp {
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
      return visitor.poolingForward(this);
    }
  }

  /** dx = dy sent to each window's argmax, or spread evenly over the window's positions. */
  record PoolingBackward(
      String name, Layer.Pooling.Kind kind, Window window, Tensor dy, Tensor argmax, Tensor dx)
      implements PoolingOp {
    @Override
    public List<Tensor> reads() {
      return Tensor.present(dy, argmax);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.poolingBackward(this);
    }
  }

  /** y[N,C] = mean over positions of x[N,C,H,W]. */
  record GlobalAverageForward(String name, Tensor x, Tensor y) implements PoolingOp {
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
      return visitor.globalAverageForward(this);
    }
  }

  /** dx[n,c,h,w] = dy[n,c] / (H W). */
  record GlobalAverageBackward(String name, Tensor dy, Tensor dx) implements PoolingOp {
    @Override
    public List<Tensor> reads() {
      return List.of(dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.globalAverageBackward(this);
    }
  }
}
