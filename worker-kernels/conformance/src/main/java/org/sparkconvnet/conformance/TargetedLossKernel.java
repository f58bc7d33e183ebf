package org.sparkconvnet.conformance;

import org.sparkconvnet.plan.LossOp.TargetedLoss.Criterion;

/** The interpreter's losses of outputs (N, K) against targets (N, K). */
final class TargetedLossKernel {
  private final Criterion criterion;
  private final double[] x;
  private final double[] targets;
  private final double[] dx;
  private double lossSum;
  private int correct;

  TargetedLossKernel(Criterion criterion, double[] x, double[] targets, int[] labels) {
    this.criterion = criterion;
    this.x = x;
    this.targets = targets;
    this.dx = new double[x.length];
    int classes = x.length / labels.length;
    for (int n = 0; n < labels.length; n++) {
      example(n * classes, (n + 1) * classes, labels.length);
      correct += largest(n * classes, (n + 1) * classes) == n * classes + labels[n] ? 1 : 0;
    }
  }

  double[] dx() {
    return dx;
  }

  double lossSum() {
    return lossSum;
  }

  /** Labels whose output is the first largest. */
  int correct() {
    return correct;
  }

  private void example(int from, int to, int batch) {
    double shift = x[largest(from, to)];
    double exponentials = 0;
    double sum = 0;
    for (int i = from; i < to; i++) {
      exponentials += Math.exp(x[i] - shift);
      sum += targets[i];
    }
    for (int i = from; i < to; i++) {
      double t = targets[i];
      switch (criterion) {
        case SOFTMAX -> {
          lossSum += t * (Math.log(exponentials) + shift - x[i]);
          dx[i] = (sum * Math.exp(x[i] - shift) / exponentials - t) / batch;
        }
        case QUADRATIC -> {
          lossSum += (x[i] - t) * (x[i] - t) / 2;
          dx[i] = (x[i] - t) / batch;
        }
        case SIGMOID -> {
          lossSum += Math.log1p(Math.exp(-Math.abs(x[i]))) + Math.max(x[i], 0) - t * x[i];
          dx[i] = (1 / (1 + Math.exp(-x[i])) - t) / batch;
        }
      }
    }
  }

  private int largest(int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      best = x[i] > x[best] ? i : best;
    }
    return best;
  }
}
