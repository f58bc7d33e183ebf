package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.driver.EpochReport;
import org.sparkconvnet.driver.EvaluationReport;
import org.sparkconvnet.driver.RoundReport;
import org.sparkconvnet.driver.RoundTimes;
import org.sparkconvnet.driver.RunSummary;
import org.sparkconvnet.driver.TrainingResult;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.zoo.Zoo;
import org.sparkconvnet.zoo.ZooEntry;

class TrainingViewTest {
  private static final EvaluationReport TEST =
      new EvaluationReport(List.of("cat", "dog"), new long[][] {{9, 1}, {2, 8}}, 20, 0.4);

  @Test
  void aWholeRunAsALogShowsIt() {
    StringWriter text = new StringWriter();
    try (Progress progress = new PlainProgress(new PrintWriter(text), 0, System::nanoTime)) {
      RunInputs inputs = RunInputs.of("softmax", "generated:shapes?train=100&test=20", null);
      TrainingView view = new TrainingView(progress, inputs, "local[2]", "runs/one");
      view.started(summary());
      view.round(round(1, 2.0, 0.25));
      view.round(round(2, 1.0, 0.75));
      view.epoch(new EpochReport(1, 2, 1.5, 0.5, 6000, Optional.of(TEST)));
      view.finished(new TrainingResult(2, true, 1.5, 0.5, 6000, 65, Optional.of(TEST)));
    }
    assertEquals(
        """
        network  softmax: 30,730 parameters (30730), 0.123 MFLOP/image
        data     generated:shapes?train=100&test=20: 100 training and 20 test images of 3x32x32 in 10 classes
        workers  2 on local[2], minibatch 64 each, 1 local step a round, 2 rounds an epoch
        recipe   1 epoch, learning rate 0.25 constant, momentum 0.9, weight decay 0
        images   augmentation none; seed 7
        backend  oneDNN on a CPU, fp32
        memory   about 844 KiB a worker, outside Java's heap
        out      runs/one

        epoch 1/1, round 1/2, loss 2.000, accuracy 25.0%, 6,400 images/s, 3 s left
        epoch 1/1, round 2/2, loss 1.900, accuracy 30.0%, 6,400 images/s, 3 s left
        epoch 1/1: loss 1.500, accuracy 50.0%, test accuracy 85.0%, 6,000 images/s

        finished: test accuracy 85.0% after 2 rounds; trained 1 min 05 s at 6,000 images/s (0.738 GFLOP/s)
        a round takes 20.0 ms: compute 75.0%, data 5.0%, broadcast 5.0%, return 5.0%, average 0.0%, wait 5.0%, other 5.0%
        model in runs/one; look at it closely with:
          spark-convnet evaluate --model runs/one --data 'generated:shapes?train=100&test=20'
        """,
        text.toString());
  }

  private static RunSummary summary() {
    ZooEntry softmax = Zoo.get("softmax");
    TrainingSettings settings =
        TrainingSettings.builder(softmax.network(), softmax.recipe())
            .workers(2)
            .epochs(1)
            .learningRate(0.25)
            .schedule(new Schedule.Constant())
            .momentum(0.9)
            .weightDecay(0)
            .augmentation(Augmentation.NONE)
            .batch(64)
            .seed(7)
            .build();
    return new RunSummary(
        settings,
        30730,
        100,
        0,
        20,
        List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
        List.of(50),
        2,
        2,
        0,
        "oneDNN on a CPU",
        Map.of(),
        "/tmp/runs/one");
  }

  private static RoundReport round(long round, double loss, double accuracy) {
    RoundTimes times = new RoundTimes(1, 1, 15, 1, 0, 1, 1);
    return new RoundReport(round, 1, round / 2.0, loss, accuracy, 0.1, 128, 6400, times, 3);
  }
}
