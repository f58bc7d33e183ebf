package org.sparkconvnet.jobs;

import java.util.List;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.train.UpdateSettings;
import picocli.CommandLine.Option;

/** The options of {@code train} that keep weights and gradients small, beside weight decay. */
final class RegularizationOptions {
  @Option(
      names = "--l1",
      paramLabel = "X",
      order = 29,
      description = "L1 factor on weights (default: 0).")
  private Double l1;

  @Option(
      names = "--max-norm",
      paramLabel = "X",
      order = 29,
      description = "Most that a filter's or a unit's weights may measure (default: no limit).")
  private Double maxNorm;

  @Option(
      names = "--regularize",
      paramLabel = "LAYER:l2=X,...",
      order = 29,
      description = {
        "l2, l1 and max-norm of the layers of that name, * for any letters;",
        "LAYER.bias and the like name a bias. May be given again."
      })
  private List<String> overrides;

  @Option(
      names = "--clip-value",
      paramLabel = "X",
      order = 29,
      description = "Cut each element of a gradient to [-X, X] (default: no limit).")
  private Double clipValue;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      order = 29,
      description = "Scale a gradient to a 2-norm of at most X (default: no limit).")
  private Double clipNorm;

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    if (l1 != null) {
      Checks.atLeast("--l1", l1, 0);
    }
    positive("--max-norm", maxNorm);
    positive("--clip-value", clipValue);
    positive("--clip-norm", clipNorm);
    overrides();
  }

  /** With what was given instead of what {@code update} has. */
  UpdateSettings over(UpdateSettings update) {
    Regularization penalties = update.regularization();
    Clipping limits = update.clipping();
    return update
        .with(
            new Regularization(
                l1 != null ? l1 : penalties.l1(),
                maxNorm != null ? maxNorm : penalties.maxNorm(),
                overrides != null ? overrides() : penalties.overrides()))
        .with(
            new Clipping(
                clipValue != null ? clipValue : limits.value(),
                clipNorm != null ? clipNorm : limits.norm()));
  }

  private List<Regularization.Override> overrides() {
    try {
      return overrides == null
          ? List.of()
          : overrides.stream().map(Regularization.Override::parse).toList();
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--regularize: " + wrong.getMessage(), wrong);
    }
  }

  private static void positive(String option, Double value) {
    if (value != null) {
      Checks.positive(option, value);
    }
  }
}
