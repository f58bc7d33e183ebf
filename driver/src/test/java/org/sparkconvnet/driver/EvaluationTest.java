package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Layer;

class EvaluationTest extends OnTwoCores {
  private static final Configuration HADOOP = new Configuration();

  @TempDir static Path folder;
  private static TrainingResult result;
  private static ModelBundle model;

  @BeforeAll
  static void train() {
    TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).build();
    result = TestRuns.train(spark, settings, RunOptions.DEFAULT, folder.resolve("run"));
    model = ModelBundle.load(RunDirectory.open(folder.resolve("run").toString(), HADOOP));
  }

  @Test
  void aLoadedModelScoresWhatTheRunReported() {
    Dataset test = Datasets.openTest(TestRuns.DATA, HADOOP);
    EvaluationReport report = Evaluation.evaluate(spark, model, test, "onednn", Precision.FP32);
    EvaluationReport reported = result.test().orElseThrow();
    assertEquals(130, report.examples());
    assertEquals(reported.accuracy(), report.accuracy());
    assertEquals(reported.topThreeAccuracy(), report.topThreeAccuracy());
    // The run evaluated with another minibatch size and tuning: other roundings of the logits.
    assertEquals(reported.meanLoss(), report.meanLoss(), 1e-5);
  }

  @Test
  void evaluationAgreesWithPrediction() {
    Dataset test = Datasets.openTest(TestRuns.DATA, HADOOP);
    ImageSet images = test.splits().get(0).read(HADOOP);
    Tally tally = new Tally(new Layer.SoftmaxCrossEntropy(), 10);
    try (Backend backend = Backends.open("onednn")) {
      double[][] probabilities = model.predict(backend, Precision.FP32, images);
      for (int i = 0; i < images.size(); i++) {
        float[] logs = new float[10];
        double sum = 0;
        for (int label = 0; label < 10; label++) {
          sum += probabilities[i][label];
          logs[label] = (float) Math.log(probabilities[i][label]);
        }
        assertEquals(1, sum, 1e-12);
        tally.count(images.label(i), logs, 0);
      }
    }
    EvaluationReport expected = tally.report(test.classNames());
    EvaluationReport report = Evaluation.evaluate(spark, model, test, "onednn", Precision.FP32);
    assertArrayEquals(expected.confusion(), report.confusion());
    assertEquals(expected.meanLoss(), report.meanLoss(), 1e-5);
  }

  @Test
  void otherClassesAreRefused() {
    Dataset test = Datasets.openTest(TestRuns.DATA, HADOOP);
    Dataset renamed =
        new Dataset("other", test.shape(), Collections.nCopies(10, "thing"), test.splits());
    String message =
        assertThrows(
                DataException.class,
                () -> Evaluation.evaluate(spark, model, renamed, "onednn", Precision.FP32))
            .getMessage();
    assertTrue(message.startsWith("the classes of other are [thing, thing,"), message);
  }
}
