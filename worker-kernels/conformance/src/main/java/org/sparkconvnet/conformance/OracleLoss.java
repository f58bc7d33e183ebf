package org.sparkconvnet.conformance;

/**
 * Softmax cross-entropy of logits (N, K): per example -log softmax(logits)[label], computed as
 * log(sum of exp(logit - largest)) + largest - logit[label].
 */
final class OracleLoss {
  private final double[] logits;
  private final int[] labels;
  private final int classes;

  private OracleLoss(double[] logits, int[] labels, int classes) {
    this.logits = logits;
    this.labels = labels;
    this.classes = classes;
  }

  static OracleLoss of(double[] logits, int[] labels, int classes) {
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
    }
    return new OracleLoss(logits, labels, classes);
  }

  /** The minibatch's mean. */
  double mean(Arithmetic arithmetic) {
    double[] losses = new double[labels.length];
    for (int n = 0; n < losses.length; n++) {
      losses[n] = logSumExp(n) - logits[n * classes + labels[n]];
    }
    arithmetic.float32(losses, classes, Vectors.rootMeanSquare(logits));
    double sum = 0;
    for (double loss : losses) {
      sum += loss;
    }
    return sum / losses.length;
  }

  /** dlogits[n,k] = (softmax(logits)[n,k] - [k = label n]) / N. */
  double[] gradient(Arithmetic arithmetic) {
    double[] gradient = new double[logits.length];
    for (int n = 0; n < labels.length; n++) {
      double logSum = logSumExp(n);
      for (int i = n * classes; i < (n + 1) * classes; i++) {
        gradient[i] = Math.exp(logits[i] - logSum);
      }
    }
    arithmetic.float32(gradient, classes, 0);
    for (int i = 0; i < gradient.length; i++) {
      int n = i / classes;
      gradient[i] = (gradient[i] - (i % classes == labels[n] ? 1 : 0)) / labels.length;
    }
    arithmetic.activation(gradient, 1, 0);
    return gradient;
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
        others = Math.max(others, logits[example * classes + k]);
      }
    }
    return logits[example * classes + labels[example]] - others;
  }

  private double logSumExp(int example) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, logits[example * classes + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp(logits[example * classes + k] - largest);
    }
    return largest + Math.log(sum);
  }
}
