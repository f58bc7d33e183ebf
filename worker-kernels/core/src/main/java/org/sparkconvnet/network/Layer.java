package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.List;

/**
 * One kind of layer with its settings. Shapes are of one example: x[C,H,W]. A new kind joins by a
 * record here and a method in {@link LayerVisitor}; every place that must handle it then fails to
 * compile until it does.
 */
public sealed interface Layer extends Serializable {
  /** Calls the visitor's method for this kind. */
  <R> R accept(LayerVisitor<R> visitor);

  /**
   * y[K,P,Q] = b[K] + sum over c,r,s of x[c, p*stride - padding + r*dilation, ...] * w[K,c,r,s];
   * with groups, filter k sees only its group's channels: w is [K, C/groups, R, S].
   */
  record Convolution(int filters, Window window, int groups, boolean bias, Initializer initializer)
      implements Layer {
    public Convolution {
      require(filters >= 1, "a convolution's filters must be at least 1, got " + filters);
      require(groups >= 1, "a convolution's groups must be at least 1, got " + groups);
      require(
          filters % groups == 0,
          "a convolution's filters ("
              + filters
              + ") must be a multiple of its groups ("
              + groups
              + ")");
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.convolution(this);
    }
  }

  /**
   * y[C,P,Q] = the maximum or the mean over the window's positions inside the image (padding never
   * counts). The maximum's gradient goes to the first of equal positions in row-major order.
   */
  record Pooling(Kind kind, Window window) implements Layer {
    /** Which summary of the window a pooling takes. */
    public enum Kind {
      MAX,
      AVERAGE
    }

    public Pooling {
      require(
          window.dilation().stream().allMatch(value -> value == 1),
          "a pooling's window has no dilation, got " + window);
      require(
          window.padsLessThanKernel(),
          "a pooling's padding must be less than its kernel, got " + window);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.pooling(this);
    }
  }

  /** y[C] = mean over all positions of x[C,H,W]. */
  record GlobalAveragePooling() implements Layer {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.globalAveragePooling(this);
    }
  }

  /** y[K] = b[K] + sum over c,h,w of x[c,h,w] * w[K,c,h,w]. */
  record Dense(int units, boolean bias, Initializer initializer) implements Layer {
    public Dense {
      require(units >= 1, "a dense layer's units must be at least 1, got " + units);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.dense(this);
    }
  }

  /** y = max(x, 0); its gradient at 0 is 0. */
  record Relu() implements Layer {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.relu(this);
    }
  }

  /** y = f(x), one of {@link Activation}'s functions; a ReLU is a {@link Relu}. */
  record Activate(Activation activation) implements Layer {
    public Activate {
      require(
          !activation.equals(Activation.RELU), "a ReLU is a layer of its own, not an activation");
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.activate(this);
    }
  }

  /**
   * y[c,...] = the largest of x[c*pieces ... c*pieces + pieces - 1, ...], the pieces of unit c
   * (Goodfellow et al.: Maxout networks, 2013). The gradient goes to the first of equal pieces.
   */
  record Maxout(int pieces) implements Layer {
    public Maxout {
      require(
          pieces >= 2 && pieces <= 255, "a maxout's pieces must be from 2 to 255, got " + pieces);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.maxout(this);
    }
  }

  /**
   * y[c,...] = exp(-(w[c] - x[c,...])^2 / sigma^2): near 1 where x is near the channel's centre w,
   * which is trained and starts as a standard normal number (Broomhead, Lowe: Multivariable
   * functional interpolation, 1988).
   */
  record RadialBasis(double sigma) implements Layer {
    public RadialBasis {
      require(
          sigma > 0 && Double.isFinite(sigma),
          "a radial basis function's sigma must be positive, got " + sigma);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.radialBasis(this);
    }
  }

  /** y[C*H*W] = x[C,H,W] in row-major order. */
  record Flatten() implements Layer {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /**
   * Training: y = x * m / (1 - rate) with m Bernoulli(1 - rate), seeded per element; evaluation: y
   * = x (Srivastava et al., 2014).
   */
  record Dropout(double rate) implements Layer {
    public Dropout {
      require(rate >= 0 && rate < 1, "a dropout rate must be in [0, 1), got " + rate);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.dropout(this);
    }
  }

  /**
   * Training: y = x * m / (1 - rate) with m Bernoulli(1 - rate) drawn once for each example's
   * channel, so that whole feature maps are kept or dropped; evaluation: y = x (Tompson et al.:
   * Efficient object localization using convolutional networks, 2015).
   */
  record SpatialDropout(double rate) implements Layer {
    public SpatialDropout {
      require(rate >= 0 && rate < 1, "a dropout rate must be in [0, 1), got " + rate);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.spatialDropout(this);
    }
  }

  /**
   * y[c] = x[c] / (k + alpha / size * sum of x[d]^2)^beta over the channels d with |d - c| <= (size
   * - 1) / 2, at each position (Krizhevsky, Sutskever, Hinton: ImageNet classification, 2012, whose
   * alpha is not divided by size: 5 times theirs for their size of 5).
   */
  record LocalResponseNormalization(int size, double alpha, double beta, double k)
      implements Layer {
    public LocalResponseNormalization {
      require(
          size >= 1 && size % 2 == 1,
          "local response normalisation's size must be odd, got " + size);
      require(
          alpha > 0 && beta > 0 && k > 0 && Double.isFinite(alpha + beta + k),
          "local response normalisation's alpha, beta and k must be positive, got "
              + alpha
              + ", "
              + beta
              + ", "
              + k);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.localResponseNormalization(this);
    }
  }

  /**
   * y[c,...] = scale[c] (x[c,...] - mean) / sqrt(variance + epsilon) + shift[c], with mean and
   * biased variance of the example's own numbers in the group of channels that c belongs to, the
   * same in training and evaluation (Wu, He: Group normalization, 2018). One group is layer
   * normalisation (Ba, Kiros, Hinton, 2016); as many groups as channels, instance normalisation.
   */
  record GroupNormalization(int groups, double epsilon) implements Layer {
    public GroupNormalization {
      require(groups >= 1, "group normalisation's groups must be at least 1, got " + groups);
      require(epsilon > 0, "group normalisation's epsilon must be positive, got " + epsilon);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.groupNormalization(this);
    }
  }

  /**
   * y = scale * (x - mean) / sqrt(variance + epsilon) + shift, per channel; training takes mean and
   * (biased) variance from the minibatch and updates running = (1 - momentum) running + momentum
   * batch, evaluation takes the running ones (Ioffe, Szegedy, 2015).
   */
  record BatchNormalization(double epsilon, double momentum) implements Layer {
    public BatchNormalization {
      require(epsilon > 0, "batch normalisation's epsilon must be positive, got " + epsilon);
      require(
          momentum > 0 && momentum <= 1,
          "batch normalisation's momentum must be in (0, 1], got " + momentum);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.batchNormalization(this);
    }
  }

  /** y = sum of two or more inputs of one shape (a residual connection). */
  record Add() implements Layer {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /** Stacks two or more inputs along the channels. */
  record Concatenation() implements Layer {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.concatenation(this);
    }
  }

  /** The last layer, one in every network: what training makes small. */
  sealed interface Loss extends Layer
      permits SoftmaxCrossEntropy, QuadraticError, SigmoidCrossEntropy {
    /** True where the loss is of targets other than 1 for an example's label and 0 else. */
    default boolean reshapesTargets() {
      return false;
    }
  }

  /**
   * The minibatch's mean of -w[label] sum over classes k of t[k] log softmax(x)[k]; its input are
   * the logits, one per class.
   *
   * @param smoothing e of the targets t[k] = (1 - e) [k = label] + e / classes, which keep logits
   *     from growing without bound (Szegedy et al.: Rethinking the inception architecture, 2015)
   * @param classWeights w, how much an example of each class counts; empty for 1 each. The mean is
   *     over examples, not over weights, so that minibatches of workers add up
   */
  record SoftmaxCrossEntropy(double smoothing, List<Double> classWeights) implements Loss {
    public SoftmaxCrossEntropy {
      classWeights = List.copyOf(classWeights);
      require(
          smoothing >= 0 && smoothing < 1, "label smoothing must be in [0, 1), got " + smoothing);
      require(
          classWeights.stream().allMatch(weight -> weight > 0 && Double.isFinite(weight)),
          "class weights must be positive, got " + classWeights);
    }

    /** Of the plain labels, every class counting alike. */
    public SoftmaxCrossEntropy() {
      this(0, List.of());
    }

    @Override
    public boolean reshapesTargets() {
      return smoothing > 0 || !classWeights.isEmpty();
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.softmaxCrossEntropy(this);
    }
  }

  /**
   * The minibatch's mean of 1/2 sum over classes k of (x[k] - t[k])^2 with t 1 for the label and 0
   * else: regression onto the labels. The class whose output is the largest is the answer.
   */
  record QuadraticError() implements Loss {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.quadraticError(this);
    }
  }

  /**
   * The minibatch's mean of the sum over classes k of log(1 + exp(x[k])) - t[k] x[k] with t 1 for
   * the label and 0 else: every class is told from all others on its own, as for examples of
   * several classes, though labels here name one each. The class whose output is the largest is the
   * answer.
   */
  record SigmoidCrossEntropy() implements Loss {
    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.sigmoidCrossEntropy(this);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new NetworkException(message);
    }
  }
}
