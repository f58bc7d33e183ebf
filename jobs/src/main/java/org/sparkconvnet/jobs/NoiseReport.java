package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.sparkconvnet.noise.GradientSampler;
import org.sparkconvnet.noise.NoiseEstimate;
import org.sparkconvnet.noise.PowerLaw;

/**
 * What {@code noise} measured.
 *
 * @param weights which weights, in words
 * @param data which images, in words
 * @param measured by ascending size
 * @param law fitted to them
 * @param workers that the advice is for
 * @param communicationMillis of a round; NaN where it was not measured
 * @param tuning what tuned kernels take of the measured time; 1 where that was not measured
 * @param advice null where there is no noise scale
 */
record NoiseReport(
    String weights,
    String data,
    List<GradientSampler.Measured> measured,
    PowerLaw law,
    int workers,
    double communicationMillis,
    double tuning,
    NoiseAdvice advice) {
  private static final double NANOS_PER_MILLISECOND = 1e6;

  /** The estimate of the smallest size, which has the most minibatches. */
  NoiseEstimate scale() {
    return measured.get(0).estimate();
  }

  /** Milliseconds that a step of tuned kernels takes. */
  static double millis(GradientSampler.Measured measured, double tuning) {
    return measured.stepNanos() / NANOS_PER_MILLISECOND * tuning;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(new TextTable("ll").row("network", weights).row("data", data)).append('\n');
    text.append(sizes()).append('\n');
    text.append(
        format(
            "slope        log standard error against log n: %.3f +- %.3f; independent examples give -0.5%n",
            law.slope(), law.slopeError()));
    NoiseEstimate scale = scale();
    text.append(
        format(
            "noise scale  %s (tr(Sigma) %s +- %s, |G|^2 %s +- %s)%n",
            scale.hasNoiseScale()
                ? format("%.0f +- %.0f examples", scale.noiseScale(), scale.noiseScaleError())
                : "not to be told: the gradient is lost in its noise; give more --examples",
            number(scale.trace()),
            number(scale.traceError()),
            number(scale.squaredNorm()),
            number(scale.squaredNormError())));
    if (!Double.isNaN(communicationMillis)) {
      text.append(
          format(
              "round        %.1f ms beside computing, with %d workers%n",
              communicationMillis, workers));
    }
    text.append(adviceText());
    return text.toString();
  }

  private TextTable sizes() {
    TextTable table =
        new TextTable("rrrrrr")
            .row("minibatch", "gradients", "standard error", "of |G|", "ms a step", "images/s");
    double norm = Math.sqrt(Math.max(0, scale().squaredNorm()));
    for (GradientSampler.Measured size : measured) {
      NoiseEstimate estimate = size.estimate();
      double error = estimate.standardError();
      double millis = millis(size, tuning);
      table.row(
          estimate.batch(),
          estimate.minibatches(),
          format("%s +- %s", number(error), number(error * estimate.relativeError())),
          scale().hasNoiseScale() ? format("%.2f", error / norm) : "?",
          format("%.1f", millis),
          Units.count(estimate.batch() / millis * 1e3));
    }
    return table;
  }

  private String adviceText() {
    if (advice == null || advice.choices().isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable("rrrrrr")
            .row("minibatch", "workers", "local steps", "in all", "steps to a loss", "time to it");
    for (NoiseAdvice.Choice choice : advice.choices()) {
      table.row(
          choice.batch(),
          choice.workers(),
          choice.localSteps(),
          choice.batch() * choice.workers(),
          format("%.2f x", choice.relativeSteps()),
          format("%.2f x", choice.relativeTime()));
    }
    NoiseAdvice.Choice best = advice.choices().get(0);
    return "\n"
        + table
        + format(
            "%ntake --batch %d --workers %d --local-steps %d%n",
            best.batch(), best.workers(), best.localSteps())
        + "the noise scale grows while a network learns: measure again with --model of a run\n";
  }

  private static String number(double value) {
    return format("%.3g", value);
  }

  private static String format(String text, Object... arguments) {
    return String.format(Locale.ROOT, text, arguments);
  }

  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("network", weights).put("data", data);
    ArrayNode sizes = json.putArray("sizes");
    for (GradientSampler.Measured size : measured) {
      NoiseEstimate estimate = size.estimate();
      sizes
          .addObject()
          .put("batch", estimate.batch())
          .put("minibatches", estimate.minibatches())
          .put("standard_error", estimate.standardError())
          .put("trace", estimate.trace())
          .put("trace_error", estimate.traceError())
          .put("squared_norm", estimate.squaredNorm())
          .put("squared_norm_error", estimate.squaredNormError())
          .put("step_ms", millis(size, tuning));
    }
    json.putObject("fit")
        .put("slope", law.slope())
        .put("slope_error", law.slopeError())
        .put("factor", law.factor());
    ObjectNode scale = json.putObject("noise_scale");
    if (scale().hasNoiseScale()) {
      scale.put("examples", scale().noiseScale()).put("error", scale().noiseScaleError());
    } else {
      scale.putNull("examples").putNull("error");
    }
    if (!Double.isNaN(communicationMillis)) {
      json.put("communication_ms", communicationMillis);
    }
    ArrayNode choices = json.putArray("choices");
    if (advice != null) {
      for (NoiseAdvice.Choice choice : advice.choices()) {
        choices
            .addObject()
            .put("batch", choice.batch())
            .put("workers", choice.workers())
            .put("local_steps", choice.localSteps())
            .put("relative_steps", choice.relativeSteps())
            .put("relative_time", choice.relativeTime());
      }
    }
    return json.toString();
  }
}
