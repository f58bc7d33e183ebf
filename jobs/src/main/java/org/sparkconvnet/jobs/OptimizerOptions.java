package org.sparkconvnet.jobs;

import java.util.function.Consumer;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.StatePolicy;
import org.sparkconvnet.train.UpdateSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code train} about how gradients become steps. */
final class OptimizerOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "NAME[:SETTINGS]",
      order = 23,
      description = {
        "Of the local steps: sgd, momentum, nesterov, averaged, adadelta, rmsprop, adam, adamw",
        "or lars, as in adam:beta1=0.9,epsilon=1e-6 (default: sgd, and momentum on averages)."
      })
  private String optimizer;

  @Option(
      names = "--optimizer-state",
      paramLabel = "reset|keep|average",
      order = 23,
      description = {
        "Its vectors between rounds: zero again, each worker's own, or their mean",
        "(default: average)."
      })
  private String between;

  @Mixin private RegularizationOptions regularization;

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
      description = {
        "constant, step:0.5,0.75[,by=0.1], exponential[:end], cosine[:warm-up], one-cycle[:rise]",
        "or plateau[:by=0.1,patience=3,min-improvement=0.01]; warm-up:0.05+ in front of any",
        "(default: the recipe's)."
      })
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
    if (optimizer != null) {
      optimizer();
    }
    if (between != null) {
      between();
    }
    regularization.check();
  }

  /** Throws for what makes no sense with so many local steps. */
  void checkNew(int localSteps, boolean validates) {
    if (schedule != null && schedule().plateau().isPresent() && !validates) {
      throw new UsageException(
          "--schedule plateau needs a validation split to judge by, as in --validation 0.1");
    }
    refuse("--optimizer-state", () -> update(UpdateSettings.PLAIN).requireSense(localSteps));
  }

  /** Throws for layers that the network lacks. */
  void checkFor(ParameterLayout layout) {
    refuse(
        "--regularize",
        () -> regularization.over(UpdateSettings.PLAIN).regularization().requireNames(layout));
  }

  private static void refuse(String option, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(option + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Sets what a recipe leaves to the number of local steps. */
  void follow(Recipe recipe, int localSteps, TrainingSettings.Builder builder) {
    Optimizer chosen = optimizer == null ? new Optimizer.Sgd() : optimizer();
    boolean plain = chosen instanceof Optimizer.Sgd;
    double usual = plain ? recipe.momentumFor(localSteps) : 0;
    double mu = momentum != null ? momentum : usual;
    builder.momentum(mu).learningRate(recipe.learningRateFor(chosen, mu));
    if (!plain) {
      builder.nesterov(false);
    }
  }

  /** Sets what was given. */
  void override(TrainingSettings.Builder builder) {
    given(learningRate, builder::learningRate);
    given(schedule == null ? null : schedule(), builder::schedule);
    given(momentum, builder::momentum);
    given(nesterov, builder::nesterov);
    given(weightDecay, builder::weightDecay);
    builder.update(regularization.over(update(builder.update())));
  }

  private UpdateSettings update(UpdateSettings settings) {
    UpdateSettings chosen = optimizer == null ? settings : settings.with(optimizer());
    return between == null ? chosen : chosen.with(between());
  }

  private Optimizer optimizer() {
    try {
      return Optimizer.parse(optimizer);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--optimizer: " + wrong.getMessage(), wrong);
    }
  }

  private StatePolicy between() {
    try {
      return StatePolicy.parse(between);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--optimizer-state: " + wrong.getMessage(), wrong);
    }
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
