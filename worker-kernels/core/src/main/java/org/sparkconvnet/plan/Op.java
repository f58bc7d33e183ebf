package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;

/**
 * One step of a plan. x, y are forward values, dx, dy the loss's derivatives with respect to them,
 * w and b parameters, dw and db their gradients. Every op overwrites what it writes. Formulas and
 * shapes are those of the {@link Layer} it comes from.
 */
public sealed interface Op {
  /** Layer and direction, as in {@code conv1.forward}; unique within a plan. */
  String name();

  /** What the op reads. */
  List<Tensor> reads();

  /** What the op writes, whole, whatever was there. */
  List<Tensor> writes();

  /** Calls the visitor's method for this kind. */
  <R> R accept(OpVisitor<R> visitor);

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
      implements Op {
    /** True where the op ends with max(., 0). */
    public boolean relu() {
      return Activation.RELU.equals(activation);
    }

    @Override
    public List<Tensor> reads() {
      return present(x, w, b);
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
      implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x, dy);
    }

    @Override
    public List<Tensor> writes() {
      return present(dw, db);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.convolutionBackwardWeights(this);
    }
  }

  /** dx = transposed convolution of dy with w. */
  record ConvolutionBackwardData(
      String name, Window window, int groups, Tensor dy, Tensor w, Tensor dx) implements Op {
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

  /**
   * y[N,K] = x[N, C*H*W] w[K, C*H*W]^T + b[K], x in row-major order, then the activation where one
   * is not null.
   */
  record DenseForward(String name, Tensor x, Tensor w, Tensor b, Activation activation, Tensor y)
      implements Op {
    /** True where the op ends with max(., 0). */
    public boolean relu() {
      return Activation.RELU.equals(activation);
    }

    @Override
    public List<Tensor> reads() {
      return present(x, w, b);
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
      implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x, dy);
    }

    @Override
    public List<Tensor> writes() {
      return present(dw, db);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.denseBackwardWeights(this);
    }
  }

  /** dx[N, C*H*W] = dy[N,K] w[K, C*H*W]. */
  record DenseBackwardData(String name, Tensor dy, Tensor w, Tensor dx) implements Op {
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

  /**
   * y[N,C,P,Q] = maximum or mean of each window of x[N,C,H,W]. {@code argmax} (N,C,P,Q) keeps, for
   * max pooling in training, which position won; else null.
   */
  record PoolingForward(
      String name, Layer.Pooling.Kind kind, Window window, Tensor x, Tensor y, Tensor argmax)
      implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return present(y, argmax);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.poolingForward(this);
    }
  }

  /** dx = dy sent to each window's argmax, or spread evenly over the window's positions. */
  record PoolingBackward(
      String name, Layer.Pooling.Kind kind, Window window, Tensor dy, Tensor argmax, Tensor dx)
      implements Op {
    @Override
    public List<Tensor> reads() {
      return present(dy, argmax);
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
  record GlobalAverageForward(String name, Tensor x, Tensor y) implements Op {
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
  record GlobalAverageBackward(String name, Tensor dy, Tensor dx) implements Op {
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

  /** y = max(x, 0). */
  record ReluForward(String name, Tensor x, Tensor y) implements Op {
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
  record ReluBackward(String name, Tensor y, Tensor dy, Tensor dx) implements Op {
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
  record ActivationForward(String name, Activation activation, Tensor x, Tensor y) implements Op {
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
      implements Op {
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
  record MaxoutForward(String name, int pieces, Tensor x, Tensor y, Tensor argmax) implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return present(y, argmax);
    }

    @Override
    public <R> R accept(OpVisitor<R> visitor) {
      return visitor.maxoutForward(this);
    }
  }

  /** dx = dy for the piece that won, else 0. */
  record MaxoutBackward(String name, int pieces, Tensor dy, Tensor argmax, Tensor dx)
      implements Op {
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
      implements Op {
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
      implements Op {
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

  /**
   * y = x / sums^beta, sums[n,c,...] = k + alpha / size times the sum of x^2 over c's neighbours;
   * {@code sums} are kept in training, else null.
   */
  record LocalResponseNormForward(
      String name, Layer.LocalResponseNormalization settings, Tensor x, Tensor y, Tensor sums)
      implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
      return present(y, sums);
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
      implements Op {
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
      implements Op {
    @Override
    public List<Tensor> reads() {
      return List.of(x, scale, shift);
    }

    @Override
    public List<Tensor> writes() {
      return present(y, mean, variance);
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
      implements Op {
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
   * y = x * mask / (1 - rate); element i (row-major over N,C,H,W), or where {@code channels} each
   * element of the example's channel i (row-major over N,C), is kept where {@link
   * DropoutMask#keeps} says so for the step's seed and {@code index}, the op's number in the plan.
   */
  record DropoutForward(
      String name, double rate, int index, boolean channels, Tensor x, Tensor y, Tensor mask)
      implements Op {
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
      implements Op {
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
      implements Op {
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
      return present(y, mean, variance, mask, runningMean, runningVariance);
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
      implements Op {
    /** True where the forward op ended with max(., 0). */
    public boolean relu() {
      return mask != null;
    }

    @Override
    public List<Tensor> reads() {
      return present(x, scale, shift, mean, variance, mask, dy);
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
      implements Op {
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

  /** y = sum of {@code terms}, of one shape each; then max(., 0) where relu. */
  record Sum(String name, List<Tensor> terms, boolean relu, Tensor y) implements Op {
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
  record ConcatenationForward(String name, List<Tensor> parts, Tensor y) implements Op {
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
  record ConcatenationBackward(String name, Tensor dy, List<Tensor> dparts) implements Op {
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
  record Reshape(String name, Tensor x, Tensor y) implements Op {
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

  /**
   * dlogits[n,k] = (softmax(logits)[n,k] - [k = label n]) / N; the executable also keeps the sum of
   * -log softmax(logits)[label] and how many labels had the largest logit.
   */
  record SoftmaxCrossEntropy(String name, Tensor logits, Tensor labels, Tensor dlogits)
      implements Op {
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
      implements Op {
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

  private static List<Tensor> present(Tensor... tensors) {
    List<Tensor> list = new ArrayList<>(tensors.length);
    for (Tensor tensor : tensors) {
      if (Objects.nonNull(tensor)) {
        list.add(tensor);
      }
    }
    return List.copyOf(list);
  }
}
