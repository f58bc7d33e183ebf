package org.sparkconvnet.onednn;

/** What host calls of one step share with the executable: its seed and labels, and the loss. */
final class StepState {
  private final int[] labels;
  private long seed;
  private double lossSum = Double.NaN;
  private int correct;

  StepState(int batch) {
    labels = new int[batch];
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
