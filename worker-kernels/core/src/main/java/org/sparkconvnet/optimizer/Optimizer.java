package org.sparkconvnet.optimizer;

import java.io.Serializable;
import java.util.List;

/**
 * How a gradient g moves a weight w at learning rate r. Every operation is element by element
 * unless said otherwise, t counts updates from 1 since the optimiser's vectors were zero, and g is
 * what {@link UpdateRule} made of the minibatch's gradient.
 */
public sealed interface Optimizer extends Serializable {
  /** The names of the vectors, each as long as the parameters, that it keeps between updates. */
  List<String> vectors();

  /** The text that {@link #parse} reads: a name and all its settings. */
  String text();

  /** The optimiser of such a text; throws {@link IllegalArgumentException} saying what there is. */
  static Optimizer parse(String text) {
    return OptimizerText.parse(text);
  }

  /** Calls the visitor's method for this optimiser. */
  <R> R accept(OptimizerVisitor<R> visitor);

  /** How the weight decay acts: as a part of the gradient, or on the weights beside it. */
  default boolean decouplesDecay() {
    return false;
  }

  /** Plain stochastic gradient descent: w -= r g. */
  record Sgd() implements Optimizer {
    @Override
    public List<String> vectors() {
      return List.of();
    }

    @Override
    public String text() {
      return "sgd";
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.sgd(this);
    }
  }

  /**
   * Momentum as it was first written: v = mu v - r g; w += v (Polyak, 1964; in this form Sutskever,
   * Martens, Dahl, Hinton: On the importance of initialization and momentum in deep learning,
   * 2013). Frameworks that keep the rate out of v differ where the rate changes.
   */
  record Momentum(double momentum) implements Optimizer {
    public Momentum {
      Settings.requireShare("momentum", "momentum", momentum);
    }

    @Override
    public List<String> vectors() {
      return List.of("velocity");
    }

    @Override
    public String text() {
      return "momentum:momentum=" + momentum;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.momentum(this);
    }
  }

  /**
   * Nesterov's accelerated gradient, with w the point at which gradients are taken: v = mu v - r g;
   * w += mu v - r g (Nesterov, 1983; this form: Bengio, Boulanger-Lewandowski, Pascanu: Advances in
   * optimizing recurrent networks, 2013).
   */
  record Nesterov(double momentum) implements Optimizer {
    public Nesterov {
      Settings.requireShare("nesterov", "momentum", momentum);
    }

    @Override
    public List<String> vectors() {
      return List.of("velocity");
    }

    @Override
    public String text() {
      return "nesterov:momentum=" + momentum;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.nesterov(this);
    }
  }

  /**
   * Momentum as the exponentially weighted average of gradients: m = beta m + (1 - beta) g; w -= r
   * m, or with bias correction r m / (1 - beta^t). An average, so the rate keeps its meaning
   * whatever beta is; classical momentum moves 1 / (1 - beta) as far.
   */
  record Averaged(double beta, boolean biasCorrection) implements Optimizer {
    public Averaged {
      Settings.requireShare("averaged", "beta", beta);
    }

    @Override
    public List<String> vectors() {
      return List.of("mean");
    }

    @Override
    public String text() {
      return "averaged:beta=" + beta + ",bias-correction=" + biasCorrection;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.averaged(this);
    }
  }

  /**
   * s = rho s + (1 - rho) g^2; d = g sqrt(u + epsilon) / sqrt(s + epsilon); u = rho u + (1 - rho)
   * d^2; w -= r d (Zeiler: ADADELTA, an adaptive learning rate method, 2012). The paper and
   * ConvNetJS have r = 1.
   */
  record Adadelta(double rho, double epsilon) implements Optimizer {
    public Adadelta {
      Settings.requireShare("adadelta", "rho", rho);
      Settings.requirePositive("adadelta", "epsilon", epsilon);
    }

    @Override
    public List<String> vectors() {
      return List.of("square", "step_square");
    }

    @Override
    public String text() {
      return "adadelta:rho=" + rho + ",epsilon=" + epsilon;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.adadelta(this);
    }
  }

  /**
   * s = rho s + (1 - rho) g^2; w -= r g / (sqrt(s) + epsilon) (Tieleman, Hinton: Lecture 6.5, 2012;
   * epsilon where PyTorch has it).
   */
  record RmsProp(double rho, double epsilon) implements Optimizer {
    public RmsProp {
      Settings.requireShare("rmsprop", "rho", rho);
      Settings.requirePositive("rmsprop", "epsilon", epsilon);
    }

    @Override
    public List<String> vectors() {
      return List.of("square");
    }

    @Override
    public String text() {
      return "rmsprop:rho=" + rho + ",epsilon=" + epsilon;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.rmsProp(this);
    }
  }

  /**
   * m = beta1 m + (1 - beta1) g; s = beta2 s + (1 - beta2) g^2; w -= r m' / (sqrt(s') + epsilon)
   * with m' = m / (1 - beta1^t) and s' = s / (1 - beta2^t) (Kingma, Ba: Adam, 2015). Weight decay
   * is a part of g.
   */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    public Adam {
      Settings.requireShare("adam", "beta1", beta1);
      Settings.requireShare("adam", "beta2", beta2);
      Settings.requirePositive("adam", "epsilon", epsilon);
    }

    @Override
    public List<String> vectors() {
      return List.of("mean", "square");
    }

    @Override
    public String text() {
      return "adam:beta1=" + beta1 + ",beta2=" + beta2 + ",epsilon=" + epsilon;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.adam(this);
    }
  }

  /**
   * Adam with decoupled weight decay: w -= r (m' / (sqrt(s') + epsilon) + decay w), decay no part
   * of g (Loshchilov, Hutter: Decoupled weight decay regularization, 2019; decay times the rate, as
   * PyTorch has it).
   */
  record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {
    public AdamW {
      Settings.requireShare("adamw", "beta1", beta1);
      Settings.requireShare("adamw", "beta2", beta2);
      Settings.requirePositive("adamw", "epsilon", epsilon);
    }

    @Override
    public List<String> vectors() {
      return List.of("mean", "square");
    }

    @Override
    public String text() {
      return "adamw:beta1=" + beta1 + ",beta2=" + beta2 + ",epsilon=" + epsilon;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.adamW(this);
    }

    @Override
    public boolean decouplesDecay() {
      return true;
    }
  }

  /**
   * Layer-wise adaptive rates, for very large minibatches: for each weight tensor q = trust |w| /
   * (|g'| + decay |w|) with |.| its 2-norm and g' the gradient without decay, 1 where either norm
   * is 0; v = mu v - r q g; w += v (You, Gitman, Ginsburg: Large batch training of convolutional
   * networks, 2017). Biases and normalisation have q = 1.
   */
  record Lars(double momentum, double trust) implements Optimizer {
    public Lars {
      Settings.requireShare("lars", "momentum", momentum);
      Settings.requirePositive("lars", "trust", trust);
    }

    @Override
    public List<String> vectors() {
      return List.of("velocity");
    }

    @Override
    public String text() {
      return "lars:momentum=" + momentum + ",trust=" + trust;
    }

    @Override
    public <R> R accept(OptimizerVisitor<R> visitor) {
      return visitor.lars(this);
    }
  }
}
