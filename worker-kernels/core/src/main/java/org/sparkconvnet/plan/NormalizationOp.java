package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Layer;

/** Normalisations, over the minibatch, groups of channels, or neighbouring channels. */
public sealed interface NormalizationOp extends Op {
  /**
   * y = x / sums^beta, sums[n,c,...] = k + alpha / size times the sum of x^2 over c's neighbours;
   * {@code sums} are kept in training, else null.
   */
  record LocalResponseNormForward(
      String name, Layer.LocalResponseNormalization settings, Tensor x, Tensor y, Tensor sums)
      implements NormalizationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return Tensor.present(y, sums);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.localResponseNormForward(this);
    }
  }

  /**
   * dx = dy / sums^beta - 2 alpha beta / size x times the sum over neighbours d of dy[d] x[d] /
   * sums[d]^(beta + 1).
   */
  record LocalResponseNormBackward(
      String name,
      Layer.LocalResponseNormalization settings,
      Tensor x,
      Tensor sums,
      Tensor dy,
      Tensor dx)
      implements NormalizationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, sums, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.localResponseNormBackward(this);
    }
  }

  /**
   * y[n,c,...] = scale[c] (x - mean[n,g]) / sqrt(variance[n,g] + epsilon) + shift[c], g the group
   * of c; mean and biased variance (N, groups) are kept in training, else null.
   */
  record GroupNormForward(
      String name,
      int groups,
      double epsilon,
      Tensor x,
      Tensor scale,
      Tensor shift,
      Tensor y,
      Tensor mean,
      Tensor variance)
      implements NormalizationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, scale, shift);
    }

    @Override
    public List<Tensor> writes() {
      return Tensor.present(y, mean, variance);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.groupNormForward(this);
    }
  }

  /** Gradients of {@link GroupNormForward} through the statistics. */
  record GroupNormBackward(
      String name,
      int groups,
      double epsilon,
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor variance,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift)
      implements NormalizationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, scale, mean, variance, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx, dscale, dshift);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.groupNormBackward(this);
    }
  }

  /**
   * Training batch normalisation: minibatch mean and biased variance per channel (saved, [C] each),
   * y = scale (x - mean) / sqrt(variance + epsilon) + shift, then max(., 0) with a mask where
   * {@code mask} is not null; running = (1 - momentum) running + momentum batch, in place.
   */
  record BatchNormForward(
      String name,
      double epsilon,
      double momentum,
      Tensor x,
      Tensor scale,
      Tensor shift,
      Tensor runningMean,
      Tensor runningVariance,
      Tensor y,
      Tensor mean,
      Tensor variance,
      Tensor mask)
      implements NormalizationOp {
    /** True where the op ends with max(., 0). */
    public boolean relu() {
      return mask != null;
    }

    @Override
    public List<Tensor> reads() {
      return List.of(x, scale, shift, runningMean, runningVariance);
    }

    @Override
    public List<Tensor> writes() {
      return Tensor.present(y, mean, variance, mask, runningMean, runningVariance);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.batchNormForward(this);
    }
  }

  /** Gradients of {@link BatchNormForward} through the minibatch statistics. */
  record BatchNormBackward(
      String name,
      double epsilon,
      Tensor x,
      Tensor scale,
      Tensor shift,
      Tensor mean,
      Tensor variance,
      Tensor mask,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift)
      implements NormalizationOp {
    /** True where the forward op ended with max(., 0). */
    public boolean relu() {
      return mask != null;
    }

    @Override
    public List<Tensor> reads() {
      return Tensor.present(x, scale, shift, mean, variance, mask, dy);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(dx, dscale, dshift);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.batchNormBackward(this);
    }
  }

  /** Evaluation batch normalisation with the running statistics, then max(., 0) where relu. */
  record BatchNormInference(
      String name,
      double epsilon,
      Tensor x,
      Tensor scale,
      Tensor shift,
      Tensor runningMean,
      Tensor runningVariance,
      boolean relu,
      Tensor y)
      implements NormalizationOp {
    @Override
    public List<Tensor> reads() {
      return List.of(x, scale, shift, runningMean, runningVariance);
    }

    @Override
    public List<Tensor> writes() {
      return List.of(y);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.batchNormInference(this);
    }
  }
}
