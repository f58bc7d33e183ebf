package org.sparkconvnet.train;

/** What a worker counted and timed in one round; reused from round to round. */
public final class LocalResult {
  long examples;
  long correct;
  double lossSum;
  long dataNanos;
  long computeNanos;
  int nonFiniteStep = -1;
  String nonFiniteWhere = "";

  void clear() {
    examples = 0;
    correct = 0;
    lossSum = 0;
    dataNanos = 0;
    computeNanos = 0;
    nonFiniteStep = -1;
    nonFiniteWhere = "";
  }

  /** Examples trained on. */
  public long examples() {
    return examples;
  }

  /** Examples whose label had the largest logit, before their step. */
  public long correct() {
    return correct;
  }

  /** Sum of the examples' losses, before their step. */
  public double lossSum() {
    return lossSum;
  }

  /** Time spent staging minibatches. */
  public long dataNanos() {
    return dataNanos;
  }

  /** Time spent computing gradients and descending. */
  public long computeNanos() {
    return computeNanos;
  }

  /** The local step of the round, from 0, whose loss was no number, or -1. */
  public int nonFiniteStep() {
    return nonFiniteStep;
  }

  /** What was first seen not to be finite, in words. */
  public String nonFiniteWhere() {
    return nonFiniteWhere;
  }
}
