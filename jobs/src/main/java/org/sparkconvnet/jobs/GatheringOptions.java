package org.sparkconvnet.jobs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.Gathering;
import org.sparkconvnet.driver.TrainingSettings;
import picocli.CommandLine.Option;

/** The options of {@code train} about how a round's results are gathered. */
final class GatheringOptions {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|min)");

  @Option(
      names = "--average",
      paramLabel = "auto|collect|bf16|reduce-scatter",
      order = 35,
      description = {
        "How weights come back: float32 to the driver (collect); bfloat16 differences whose",
        "rounding is carried to the next round (bf16); averaged among executors, so that the",
        "driver receives one vector only (reduce-scatter); whichever the number of parameters and",
        "workers and the measured link suggest (auto) (default: collect)."
      })
  private String average;

  @Option(
      names = "--quorum",
      paramLabel = "SHARE",
      order = 36,
      description = {
        "Share of the workers, in (0, 1], that a round needs once --round-timeout is over; what the",
        "others return is discarded. Such a run cannot be repeated bit for bit (default: 1)."
      })
  private Double quorum;

  @Option(
      names = "--round-timeout",
      paramLabel = "TIME",
      order = 37,
      description = {
        "How long a round waits for all workers before --quorum is enough, as 500ms, 30s or 2min."
      })
  private String timeout;

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    averaging();
    if (quorum != null && !(quorum > 0 && quorum <= 1)) {
      throw new UsageException("--quorum must be in (0, 1], got " + quorum);
    }
    double seconds = seconds();
    if (quorum != null && quorum < 1 && timeout == null) {
      throw new UsageException("--quorum below 1 needs --round-timeout, as in --round-timeout 30s");
    }
    if (timeout != null && (quorum == null || quorum == 1)) {
      throw new UsageException("--round-timeout needs --quorum below 1, as in --quorum 0.9");
    }
    if (seconds > 0 && average != null) {
      gathering(Gathering.DEFAULT);
    }
  }

  /** Sets what was given. */
  void override(TrainingSettings.Builder builder) {
    builder.gathering(gathering(builder.gathering()));
  }

  private Gathering gathering(Gathering before) {
    try {
      Gathering chosen = average == null ? before : before.withAverage(averaging());
      return quorum == null ? chosen : chosen.withQuorum(quorum, quorum == 1 ? 0 : seconds());
    } catch (IllegalArgumentException misfit) {
      throw new UsageException("--quorum: " + misfit.getMessage(), misfit);
    }
  }

  private Averaging averaging() {
    try {
      return average == null ? Averaging.COLLECT : Averaging.parse(average);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--average: " + wrong.getMessage(), wrong);
    }
  }

  private double seconds() {
    if (timeout == null) {
      return 0;
    }
    Matcher matcher = DURATION.matcher(timeout);
    double number = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
    if (number == 0) {
      throw new UsageException(
          "--round-timeout is a positive time as 500ms, 30s or 2min, not '" + timeout + "'");
    }
    return switch (matcher.group(2)) {
      case "ms" -> number / 1e3;
      case "s" -> number;
      default -> number * 60;
    };
  }
}
