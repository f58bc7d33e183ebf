package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Layer;

/**
 * The loss of outputs (N, K), by the formulas of {@link Layer.SoftmaxCrossEntropy}, {@link
 * Layer.QuadraticError} and {@link Layer.SigmoidCrossEntropy}. log softmax(x)[k] is computed as
 * x[k] - largest - log(sum of exp(x - largest)).
 */
final class OracleLoss {
  private final Layer.Loss loss;
  private final double[] outputs;
  private final int[] labels;
  private final int classes;

  private OracleLoss(Layer.Loss loss, double[] outputs, int[] labels, int classes) {
    this.loss = loss;
    this.outputs = outputs;
    this.labels = labels;
    this.classes = classes;
  }

  static OracleLoss of(Layer.Loss loss, double[] outputs, int[] labels, int classes) {
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
    }
    return new OracleLoss(loss, outputs, labels, classes);
  }

  /** The minibatch's mean. */
  double mean(Arithmetic arithmetic) {
    double[] losses = new double[labels.length];
    double[] targets = targets(arithmetic);
    for (int n = 0; n < losses.length; n++) {
      double logSum = logSumExp(n);
      for (int i = n * classes; i < (n + 1) * classes; i++) {
        losses[n] += term(outputs[i], targets[i], logSum);
      }
    }
    arithmetic.float32(losses, classes, Vectors.rootMeanSquare(outputs));
    double sum = 0;
    for (double each : losses) {
      sum += each;
    }
    return sum / losses.length;
  }

  private double term(double x, double t, double logSum) {
    if (loss instanceof Layer.SoftmaxCrossEntropy) {
      return t * (logSum - x);
    }
    if (loss instanceof Layer.QuadraticError) {
      return Math.pow(x - t, 2) / 2;
    }
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - t * x;
  }

  /** The derivative of the mean with respect to the outputs. */
  double[] gradient(Arithmetic arithmetic) {
    double[] gradient = new double[outputs.length];
    double[] targets = targets(arithmetic);
    for (int n = 0; n < labels.length; n++) {
      double logSum = logSumExp(n);
      for (int i = n * classes; i < (n + 1) * classes; i++) {
        gradient[i] = prediction(n, outputs[i], logSum);
      }
    }
    arithmetic.float32(gradient, classes, 0);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (gradient[i] - targets[i]) / labels.length;
    }
    arithmetic.activation(gradient, 1, 0);
    return gradient;
  }

  /** What the gradient compares with the target. */
  private double prediction(int example, double x, double logSum) {
    if (loss instanceof Layer.SoftmaxCrossEntropy) {
      return weight(example) * Math.exp(x - logSum);
    }
    return loss instanceof Layer.QuadraticError ? x : 1 / (1 + Math.exp(-x));
  }

  private double[] targets(Arithmetic arithmetic) {
    double smoothing = loss instanceof Layer.SoftmaxCrossEntropy softmax ? softmax.smoothing() : 0;
    double[] targets = new double[outputs.length];
    for (int i = 0; i < targets.length; i++) {
      int n = i / classes;
      double sharp = i % classes == labels[n] ? 1 : 0;
      targets[i] = weight(n) * ((1 - smoothing) * sharp + smoothing / classes);
    }
    arithmetic.float32(targets, 1, 0);
    return targets;
  }

  private double weight(int example) {
    boolean weighs =
        loss instanceof Layer.SoftmaxCrossEntropy softmax && !softmax.classWeights().isEmpty();
    return weighs ? ((Layer.SoftmaxCrossEntropy) loss).classWeights().get(labels[example]) : 1;
  }

  /** Labels whose logit no other of their example exceeds. */
  int correct() {
    int correct = 0;
    for (int n = 0; n < labels.length; n++) {
      correct += lead(n) >= 0 ? 1 : 0;
    }
    return correct;
  }

  /**
   * By how much the label's logit exceeds the largest of the others; negative where it does not.
   */
  double lead(int example) {
    double others = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      if (k != labels[example]) {
        others = Math.max(others, outputs[example * classes + k]);
      }
    }
    return outputs[example * classes + labels[example]] - others;
  }

  private double logSumExp(int example) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, outputs[example * classes + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp(outputs[example * classes + k] - largest);
    }
    return largest + Math.log(sum);
  }
}
