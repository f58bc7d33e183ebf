package org.sparkconvnet.jobs;

import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.train.Validation;
import picocli.CommandLine.Option;

/** The options of {@code train} about judging on held-out training images. */
final class ValidationOptions {
  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      order = 32,
      description = "Share of each class's training images to hold out (default: 0).")
  private Double share;

  @Option(
      names = "--early-stopping",
      paramLabel = "patience=N,...",
      order = 32,
      description = {
        "Stop after N epochs without an improvement on those images, and keep the best epoch's",
        "weights; also min-improvement=X,metric=loss|accuracy (default: 0, loss)."
      })
  private String early;

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    if (share != null && !(share >= 0 && share < 1)) {
      throw new UsageException("--validation must be in [0, 1), got " + share);
    }
    stopping();
  }

  /** Throws where something goes by held-out images in a new run, and there are none. */
  void checkNew() {
    if (early != null && (share == null || share == 0)) {
      throw new UsageException(
          "--early-stopping needs a validation split to judge by, as in --validation 0.1");
    }
  }

  /** Whether images are held out in a new run. */
  boolean isOn() {
    return share != null && share > 0;
  }

  /** Sets what was given. */
  void override(TrainingSettings.Builder builder) {
    Validation before = builder.validation();
    builder.validation(
        new Validation(
            share != null ? share : before.share(),
            early != null ? stopping() : before.stopping()));
  }

  private Validation.Stopping stopping() {
    try {
      return early == null ? null : Validation.Stopping.parse(early);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--early-stopping: " + wrong.getMessage(), wrong);
    }
  }
}
