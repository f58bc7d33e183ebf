package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.Divergence;
import org.sparkconvnet.driver.Gathering;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.StatePolicy;
import org.sparkconvnet.train.UpdateSettings;
import org.sparkconvnet.train.Validation;
import org.sparkconvnet.zoo.Zoo;
import org.sparkconvnet.zoo.ZooEntry;
import picocli.CommandLine;

class TrainOptionsTest {
  private static final ZooEntry NETWORK = Zoo.get("convnetjs-cifar10");
  private static final Recipe RECIPE = NETWORK.recipe();

  @Test
  void whatIsLeftOutIsTheRecipes() {
    TrainingSettings settings = settings();
    assertEquals(RECIPE.epochs(), settings.epochs());
    assertEquals(RECIPE.batch(), settings.batch());
    assertEquals(RECIPE.schedule(), settings.schedule());
    assertEquals(RECIPE.augmentation(), settings.augmentation());
    assertEquals(RECIPE.nesterov(), settings.nesterov());
    assertEquals(RECIPE.weightDecay(), settings.weightDecay());
    assertEquals(4, settings.workers());
    assertEquals(1, settings.localSteps());
    assertEquals(Precision.FP32, settings.precision());
    assertEquals("onednn", settings.backend());
  }

  @Test
  void momentumAndRateFollowTheLocalSteps() {
    TrainingSettings settings = settings("--local-steps", "10");
    double momentum = RECIPE.momentumFor(10);
    assertEquals(momentum, settings.momentum());
    assertEquals(RECIPE.learningRateFor(momentum), settings.learningRate());
  }

  @Test
  void whatIsGivenCounts() {
    TrainingSettings settings =
        settings(
            "--epochs=3",
            "--batch=16",
            "--workers=7",
            "--learning-rate=0.5",
            "--momentum=0.25",
            "--nesterov",
            "--weight-decay=0.01",
            "--schedule=cosine:0.1",
            "--augment=shift=3,noise=0.5",
            "--precision=bf16",
            "--seed=99");
    assertEquals(3, settings.epochs());
    assertEquals(16, settings.batch());
    assertEquals(7, settings.workers());
    assertEquals(0.5, settings.learningRate());
    assertEquals(0.25, settings.momentum());
    assertTrue(settings.nesterov());
    assertEquals(0.01, settings.weightDecay());
    assertEquals("cosine:0.1", settings.schedule().text());
    assertEquals("shift=3,noise=0.5", settings.augmentation().toString());
    assertEquals(Precision.BF16, settings.precision());
    assertEquals(99, settings.seed());
    assertFalse(settings("--no-nesterov").nesterov());
  }

  @Test
  void aRunThatGoesOnKeepsItsSettings() {
    ObjectNode recorded = JsonNodeFactory.instance.objectNode();
    recorded.put("backend", "onednn").put("precision", "bf16").put("workers", 3).put("batch", 8);
    recorded.put("local_steps", 5).put("epochs", 11).put("learning_rate", 0.125);
    recorded.put("schedule", "constant").put("momentum", 0.75).put("nesterov", true);
    recorded.put("outer_rate", 0.5).put("weight_decay", 0.0625).put("augmentation", "mirror");
    recorded.put("seed", 12345678901L);
    TrainingSettings settings =
        options("--epochs", "20")
            .settings(new RecordedSettings(recorded, "settings.json"), NETWORK.network(), RECIPE);
    assertEquals(
        new TrainingSettings(
            NETWORK.network(),
            "onednn",
            Precision.BF16,
            3,
            8,
            0,
            5,
            20,
            0.125,
            new Schedule.Constant(),
            0.75,
            true,
            0.5,
            0.0625,
            UpdateSettings.PLAIN,
            Validation.NONE,
            Augmentation.parse("mirror"),
            12345678901L,
            Divergence.STOP,
            true,
            Gathering.DEFAULT),
        settings);
  }

  @Test
  void waysOfGatheringAreTakenOverAndOverridden() {
    assertEquals(Gathering.DEFAULT, settings().gathering());
    assertEquals(Averaging.BF16, settings("--average", "bf16").gathering().average());
    assertEquals(
        new Gathering(Averaging.COLLECT, 0.9, 30),
        settings("--quorum", "0.9", "--round-timeout", "30s").gathering());
    assertEquals(
        0.25, settings("--quorum", "0.5", "--round-timeout", "250ms").gathering().timeoutSeconds());
  }

  @Test
  void aMicroBatchIsANumberOrChosen() {
    assertEquals(0, settings().microBatch());
    assertEquals(16, settings("--micro-batch", "16").microBatch());
    assertTrue(options("--micro-batch=auto").choosesMicroBatch());
    assertEquals(0, settings("--micro-batch=auto").microBatch());
    for (String wrong : List.of("0", "-3", "many")) {
      String said =
          assertThrows(UsageException.class, () -> options("--micro-batch", wrong)).getMessage();
      assertTrue(said.contains("--micro-batch"), said);
    }
  }

  @Test
  void anOptimizerInsideReplacesMomentumOutside() {
    TrainingSettings adam = settings("--optimizer=adam:beta1=0.8", "--optimizer-state=keep");
    assertEquals(Optimizer.parse("adam:beta1=0.8"), adam.update().optimizer());
    assertEquals(StatePolicy.KEEP, adam.update().between());
    assertEquals(0, adam.momentum());
    assertFalse(adam.nesterov());
    assertEquals(1e-3, adam.learningRate());
    assertEquals(0.5, settings("--optimizer=adam", "--learning-rate=0.5").learningRate());
    TrainingSettings inside = settings("--optimizer=momentum:momentum=" + RECIPE.momentum());
    assertEquals(RECIPE.learningRate(), inside.learningRate(), 1e-12);
    assertEquals(0.5, settings("--optimizer=adam", "--momentum=0.5").momentum());
    assertEquals(UpdateSettings.PLAIN, settings().update());
  }

  @Test
  void penaltiesAndLimitsAreTakenOver() {
    UpdateSettings update =
        settings(
                "--l1=0.1",
                "--max-norm=3",
                "--regularize=conv1:l2=0.5",
                "--regularize=classifier:l1=0",
                "--clip-value=2",
                "--clip-norm=5")
            .update();
    assertEquals(0.1, update.regularization().l1());
    assertEquals(3, update.regularization().maxNorm());
    assertEquals("classifier:l1=0.0", update.regularization().overrides().get(1).text());
    assertEquals(new Clipping(2, 5), update.clipping());
  }

  @Test
  void shufflingIsRecordedOnlyWhereItIsOff() {
    assertTrue(settings().shuffle());
    assertTrue(settings("--shuffle", "epoch").shuffle());
    assertFalse(settings("--shuffle", "none").shuffle());
    assertThrows(UsageException.class, () -> options("--shuffle", "some"));
  }

  private static TrainingSettings settings(String... arguments) {
    return options(arguments).settings(NETWORK.network(), RECIPE, () -> 4);
  }

  private static TrainOptions options(String... arguments) {
    TrainOptions options = CommandLine.populateCommand(new TrainOptions(), arguments);
    options.check();
    return options;
  }
}
