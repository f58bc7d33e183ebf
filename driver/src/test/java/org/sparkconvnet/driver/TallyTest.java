package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Layer;

class TallyTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  @Test
  void countsBestThreeBestAndLoss() {
    Tally tally = new Tally(new Layer.SoftmaxCrossEntropy(), 5);
    float[] logits = {9, 9, 0, 1, 2, 3, 4};
    tally.count(4, logits, 2); // right
    tally.count(2, logits, 2); // third
    tally.count(1, logits, 2); // fourth
    EvaluationReport report = tally.report(NAMES);
    assertEquals(3, report.examples());
    assertEquals(1.0 / 3, report.accuracy());
    assertEquals(2.0 / 3, report.topThreeAccuracy());
    assertEquals(1, report.confusion()[2][4]);
    assertEquals(1, report.examples(1));
    assertEquals(0, report.correct(1));
    double all = 0;
    for (int i = 0; i < 5; i++) {
      all += Math.exp(i);
    }
    assertEquals(3 * Math.log(all) - 4 - 2 - 1, 3 * report.meanLoss(), 1e-12);
  }

  @Test
  void equalLogitsPredictTheFirstAndRankByLabel() {
    Tally tally = new Tally(new Layer.SoftmaxCrossEntropy(), 5);
    for (int label = 0; label < 5; label++) {
      tally.count(label, new float[5], 0);
    }
    EvaluationReport report = tally.report(NAMES);
    assertEquals(0.2, report.accuracy());
    assertEquals(0.6, report.topThreeAccuracy());
    assertEquals(Math.log(5), report.meanLoss(), 1e-12);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    Tally tally = new Tally(new Layer.SoftmaxCrossEntropy(), 2);
    tally.count(0, new float[] {0, 3e38f}, 0);
    assertEquals(3e38f, tally.report(List.of("a", "b")).meanLoss(), 1e30);
  }

  @Test
  void addsUp() {
    Tally first = new Tally(new Layer.SoftmaxCrossEntropy(), 2);
    first.count(0, new float[] {1, 0}, 0);
    Tally second = new Tally(new Layer.SoftmaxCrossEntropy(), 2);
    second.count(1, new float[] {1, 0}, 0);
    second.count(1, new float[] {0, 1}, 0);
    first.add(second);
    assertEquals(3, first.report(List.of("a", "b")).examples());
    assertEquals(2.0 / 3, first.report(List.of("a", "b")).accuracy());
  }
}
