package org.sparkconvnet.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Training images that are held out to judge by, never trained on.
 *
 * @param share of each class's images, 0 for none
 * @param stopping when to stop early, null for never
 */
public record Validation(double share, Stopping stopping) implements Serializable {
  /** None. */
  public static final Validation NONE = new Validation(0, null);

  /** What is to improve. */
  public enum Metric {
    LOSS,
    ACCURACY;

    /** {@code loss} or {@code accuracy}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As a number that is to fall. */
    public double cost(double loss, double accuracy) {
      return this == LOSS ? loss : -accuracy;
    }
  }

  /**
   * Training stops after {@code patience} epochs in which the metric has not improved on its best
   * by {@code minImprovement}; the best epoch's weights become the model (Prechelt: Early stopping
   * - but when?, 1998).
   */
  public record Stopping(int patience, double minImprovement, Metric metric)
      implements Serializable {
    public Stopping {
      if (patience < 1) {
        throw new IllegalArgumentException("patience must be at least 1, got " + patience);
      }
      if (!(minImprovement >= 0 && Double.isFinite(minImprovement))) {
        throw new IllegalArgumentException(
            "min-improvement must not be negative, got " + minImprovement);
      }
    }

    /**
     * {@code patience=5,min-improvement=0.001,metric=accuracy}; all but patience may be left out.
     */
    public static Stopping parse(String text) {
      int patience = 0;
      double least = 0;
      Metric metric = Metric.LOSS;
      for (String part : text.split(",", -1)) {
        String[] pair = part.strip().split("=", 2);
        String value = pair.length == 2 ? pair[1] : "";
        try {
          switch (pair[0]) {
            case "patience" -> patience = requirePositive(Integer.parseInt(value));
            case "min-improvement" -> least = Double.parseDouble(value);
            case "metric" -> metric = metric(value);
            default -> throw new IllegalArgumentException(form() + ", got '" + text + "'");
          }
        } catch (NumberFormatException notANumber) {
          throw new IllegalArgumentException(
              pair[0] + " must be a number, got '" + value + "'", notANumber);
        }
      }
      if (patience == 0) {
        throw new IllegalArgumentException(form() + ", got '" + text + "'");
      }
      return new Stopping(patience, least, metric);
    }

    /** The text that {@link #parse} reads. */
    public String text() {
      return "patience=%d,min-improvement=%s,metric=%s"
          .formatted(patience, minImprovement, metric.text());
    }

    private static String form() {
      return "early stopping is patience=N,min-improvement=X,metric=loss|accuracy";
    }

    private static int requirePositive(int patience) {
      if (patience < 1) {
        throw new IllegalArgumentException("patience must be at least 1, got " + patience);
      }
      return patience;
    }

    private static Metric metric(String text) {
      return Arrays.stream(Metric.values())
          .filter(metric -> metric.text().equals(text))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("metric is loss or accuracy, got '" + text + "'"));
    }
  }

  public Validation {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("the validation share must be in [0, 1), got " + share);
    }
    if (stopping != null && share == 0) {
      throw new IllegalArgumentException(
          "early stopping needs a validation split to judge by, as in --validation 0.1");
    }
  }

  /** Whether images are held out. */
  public boolean isOn() {
    return share > 0;
  }

  /** When to stop early. */
  public Optional<Stopping> early() {
    return Optional.ofNullable(stopping);
  }

  /** Throws where a schedule goes by the validation loss and there is none. */
  public void requireFor(Schedule schedule) {
    if (schedule.plateau().isPresent() && !isOn()) {
      throw new IllegalArgumentException(
          "schedule plateau needs a validation split to judge by, as in --validation 0.1");
    }
  }
}
