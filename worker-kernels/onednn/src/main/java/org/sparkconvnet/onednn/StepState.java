package org.sparkconvnet.onednn;

import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Targets;

/** What host calls of one step share with the executable: its seed and labels, and the loss. */
final class StepState {
  private final int[] labels;
  private final float[] targets;
  private final Targets rule;
  private long seed;
  private double lossSum = Double.NaN;
  private int correct;

  StepState(Plan plan) {
    labels = new int[plan.batch()];
    boolean targeted = Targets.readBy(plan);
    rule = targeted ? Targets.of(plan) : null;
    targets = new float[targeted ? Math.toIntExact(plan.output().elements()) : 0];
  }

  /** Loads a minibatch's labels. */
  void setLabels(int[] source) {
    System.arraycopy(source, 0, labels, 0, labels.length);
    if (rule != null) {
      rule.fill(labels, targets);
    }
  }

  /** Loads a minibatch's distributions over the classes; their most probable are the labels. */
  void setDistributions(float[] source) {
    rule.fill(source, targets, labels);
  }

  /** The loaded minibatch's targets (N, classes), for a loss that reads them. */
  float[] targets() {
    return targets;
  }

  /** The loaded minibatch's labels; written by loading. */
  int[] labels() {
    return labels;
  }

  long seed() {
    return seed;
  }

  void setSeed(long seed) {
    this.seed = seed;
  }

  void setLoss(double lossSum, int correct) {
    this.lossSum = lossSum;
    this.correct = correct;
  }

  double lossSum() {
    return lossSum;
  }

  int correct() {
    return correct;
  }
}
