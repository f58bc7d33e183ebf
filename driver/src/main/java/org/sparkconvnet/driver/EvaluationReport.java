package org.sparkconvnet.driver;

import java.util.List;

/**
 * A network on a labelled set.
 *
 * @param classNames by label
 * @param confusion element [label][predicted] counts examples
 * @param topThree examples whose label is among the three largest logits
 * @param meanLoss mean of {@link org.sparkconvnet.train.Outputs#loss}
 */
public record EvaluationReport(
    List<String> classNames, long[][] confusion, long topThree, double meanLoss) {
  public EvaluationReport {
    classNames = List.copyOf(classNames);
  }

  /** Examples evaluated. */
  public long examples() {
    long sum = 0;
    for (int label = 0; label < confusion.length; label++) {
      sum += examples(label);
    }
    return sum;
  }

  /** Examples of one class. */
  public long examples(int label) {
    long sum = 0;
    for (long count : confusion[label]) {
      sum += count;
    }
    return sum;
  }

  /** Examples of one class that were recognised. */
  public long correct(int label) {
    return confusion[label][label];
  }

  /** Share of examples whose label has the largest logit. */
  public double accuracy() {
    long correct = 0;
    for (int label = 0; label < confusion.length; label++) {
      correct += correct(label);
    }
    return (double) correct / examples();
  }

  /** Share of examples whose label is among the three largest logits. */
  public double topThreeAccuracy() {
    return (double) topThree / examples();
  }
}
