package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;

/** Convolutions: their results and gradients. Shapes are those of {@link Layer.Convolution}. */
public sealed interface ConvolutionOp extends Op {
  /**
   * y[N,K,P,Q] = x[N,C,H,W] * w[K,C/groups,R,S] + b[K], then the activation where one is not null.
   */
  record ConvolutionForward(
      String name,
      Window window,
      int groups,
      Tensor x,
      Tensor w,
      Tensor b,
      Activation activation,
      Tensor y)
      implements ConvolutionOp {
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
      return visitor.convolutionForward(this);
    }
  }

  /** dw = correlation of x with dy; db = sum of dy over N, P, Q ({@code db} null without bias). */
  record ConvolutionBackwardWeights(
      String name, Window window, int groups, Tensor x, Tensor dy, Tensor dw, Tensor db)
      implements ConvolutionOp {
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
      return visitor.convolutionBackwardWeights(this);
    }
  }

  /** dx = transposed convolution of dy with w. */
  record ConvolutionBackwardData(
      String name, Window window, int groups, Tensor dy, Tensor w, Tensor dx)
      implements ConvolutionOp {
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
      return visitor.convolutionBackwardData(this);
    }
  }
}
