package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.train.Outputs;

/**
 * Counts of an evaluation, mergeable in any order but for the loss's rounding. Examples are counted
 * before it travels, not after.
 */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BEST = 3;

  /** Stays where the counting is done: what travels is the counts, and Kryo knows no records. */
  private final transient Layer.Loss criterion;

  private final long[][] confusion;
  private long topThree;
  private double lossSum;

  Tally(Layer.Loss criterion, int classes) {
    this.criterion = criterion;
    confusion = new long[classes][classes];
  }

  /** Counts one example of the given label, with its logits at {@code [offset ..]}. */
  void count(int label, float[] logits, int offset) {
    int classes = confusion.length;
    float own = logits[offset + label];
    int predicted = 0;
    int larger = 0;
    for (int i = 0; i < classes; i++) {
      float logit = logits[offset + i];
      if (logit > logits[offset + predicted]) {
        predicted = i;
      }
      if (logit > own || (logit == own && i < label)) {
        larger++;
      }
    }
    confusion[label][predicted]++;
    topThree += larger < BEST ? 1 : 0;
    lossSum += Outputs.loss(criterion, logits, offset, classes, label);
  }

  void add(Tally other) {
    for (int label = 0; label < confusion.length; label++) {
      for (int predicted = 0; predicted < confusion.length; predicted++) {
        confusion[label][predicted] += other.confusion[label][predicted];
      }
    }
    topThree += other.topThree;
    lossSum += other.lossSum;
  }

  EvaluationReport report(List<String> classNames) {
    long examples = 0;
    for (long[] row : confusion) {
      for (long count : row) {
        examples += count;
      }
    }
    return new EvaluationReport(classNames, confusion, topThree, lossSum / examples);
  }
}
