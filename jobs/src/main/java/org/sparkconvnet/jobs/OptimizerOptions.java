package org.sparkconvnet.jobs;

import java.util.function.Consumer;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;
import picocli.CommandLine.Option;

/** The options of {@code train} about how gradients become steps. */
final class OptimizerOptions {
  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      order = 24,
      description = "Peak learning rate (default: the recipe's, for the momentum).")
  private Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      order = 25,
      description = "constant, cosine[:warm-up] or one-cycle[:rise] (default: the recipe's).")
  private String schedule;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      order = 26,
      description = "Momentum of the averaged steps (default: the recipe's, for the local steps).")
  private Double momentum;

  @Option(
      names = "--nesterov",
      order = 27,
      negatable = true,
      description = "Nesterov's momentum (default: the recipe's).")
  private Boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      order = 28,
      description = "L2 factor on weights (default: the recipe's).")
  private Double weightDecay;

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    if (learningRate != null) {
      Checks.positive("--learning-rate", learningRate);
    }
    if (momentum != null && !(momentum >= 0 && momentum < 1)) {
      throw new UsageException("--momentum must be in [0, 1), got " + momentum);
    }
    if (weightDecay != null) {
      Checks.atLeast("--weight-decay", weightDecay, 0);
    }
    if (schedule != null) {
      schedule();
    }
  }

  /** Sets what a recipe leaves to the number of local steps. */
  void follow(Recipe recipe, int localSteps, TrainingSettings.Builder builder) {
    double mu = momentum != null ? momentum : recipe.momentumFor(localSteps);
    builder.momentum(mu).learningRate(recipe.learningRateFor(mu));
  }

  /** Sets what was given. */
  void override(TrainingSettings.Builder builder) {
    given(learningRate, builder::learningRate);
    given(schedule == null ? null : schedule(), builder::schedule);
    given(momentum, builder::momentum);
    given(nesterov, builder::nesterov);
    given(weightDecay, builder::weightDecay);
  }

  private static <T> void given(T value, Consumer<T> setting) {
    if (value != null) {
      setting.accept(value);
    }
  }

  private Schedule schedule() {
    try {
      return Schedule.parse(schedule);
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--schedule: " + unknown.getMessage(), unknown);
    }
  }
}
