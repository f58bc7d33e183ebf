package org.sparkconvnet.conformance;

/** The interpreter's softmax cross-entropy of logits (N, K). */
final class LossKernel {
  private final double[] dlogits;
  private double lossSum;
  private int correct;

  LossKernel(double[] logits, int[] labels) {
    dlogits = new double[logits.length];
    int classes = logits.length / labels.length;
    for (int n = 0; n < labels.length; n++) {
      example(logits, n * classes, classes, labels[n], labels.length);
    }
  }

  /** (softmax(logits) - onehot(label)) / N. */
  double[] dlogits() {
    return dlogits;
  }

  /** Sum over the minibatch of -log softmax(logits)[label]. */
  double lossSum() {
    return lossSum;
  }

  /** Labels whose logit is the first largest. */
  int correct() {
    return correct;
  }

  private void example(double[] logits, int from, int classes, int label, int batch) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = logits[from + k] > logits[from + best] ? k : best;
    }
    double total = 0;
    for (int k = 0; k < classes; k++) {
      dlogits[from + k] = Math.exp(logits[from + k] - logits[from + best]);
      total += dlogits[from + k];
    }
    for (int k = 0; k < classes; k++) {
      dlogits[from + k] = (dlogits[from + k] / total - (k == label ? 1 : 0)) / batch;
    }
    lossSum += Math.log(total) + logits[from + best] - logits[from + label];
    correct += best == label ? 1 : 0;
  }
}
