package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sparkconvnet.io.FileFormatException;

/**
 * run.jsonl: one JSON object a round, {@code {"event":"round","round":1,...}}, the last of an epoch
 * with what the epoch came to, then {@code {"event":"finished",...}}.
 */
final class RunLog implements AutoCloseable {
  private static final double DECIMALS = 1e3;

  private final RunDirectory directory;
  private final Storage.LineWriter lines;

  private RunLog(RunDirectory directory, Storage.LineWriter lines) {
    this.directory = directory;
    this.lines = lines;
  }

  /** Opens the log, keeping the lines of the first {@code rounds} rounds. */
  static RunLog open(RunDirectory directory, long rounds) {
    String old = directory.findText(RunDirectory.LOG).orElse("");
    return new RunLog(directory, directory.appendTo(RunDirectory.LOG, cut(old, rounds)));
  }

  /** The leading lines that belong to the first {@code rounds} rounds. */
  static String cut(String log, long rounds) {
    int kept = 0;
    for (int end = log.indexOf('\n'); end >= 0; end = log.indexOf('\n', kept)) {
      if (!belongs(log.substring(kept, end), rounds)) {
        break;
      }
      kept = end + 1;
    }
    return log.substring(0, kept);
  }

  private static boolean belongs(String line, long rounds) {
    try {
      JsonNode json = Json.parse(line, RunDirectory.LOG);
      return json.path("event").asText().equals("round")
          && json.path("round").asLong(Long.MAX_VALUE) <= rounds;
    } catch (FileFormatException halfWritten) {
      return false;
    }
  }

  /** Adds a round's line; {@code epoch} is null unless the round is its epoch's last. */
  void round(RoundReport report, EpochReport epoch) {
    ObjectNode json = Json.object();
    json.put("event", "round");
    json.put("round", report.round());
    json.put("epoch", report.epoch());
    json.put("loss", Json.finite(report.loss()));
    json.put("accuracy", report.accuracy());
    json.put("learning_rate", report.learningRate());
    json.put("images", report.images());
    json.put("images_per_second", rounded(report.imagesPerSecond()));
    ObjectNode times = json.putObject("milliseconds");
    times.put("broadcast", rounded(report.times().broadcast()));
    times.put("data", rounded(report.times().data()));
    times.put("compute", rounded(report.times().compute()));
    times.put("return", rounded(report.times().returned()));
    times.put("average", rounded(report.times().average()));
    times.put("wait", rounded(report.times().waited()));
    times.put("other", rounded(report.times().other()));
    if (epoch != null) {
      json.put("epoch_loss", Json.finite(epoch.loss()));
      json.put("epoch_accuracy", epoch.accuracy());
      json.put("epoch_images_per_second", rounded(epoch.imagesPerSecond()));
      epoch.test().ifPresent(test -> putTest(json, test));
      epoch.validation().ifPresent(validation -> putValidation(json, validation));
    }
    add(json);
  }

  void finished(TrainingResult result) {
    ObjectNode json = Json.object();
    json.put("event", "finished");
    json.putNull("test_accuracy");
    result.test().ifPresent(test -> putTest(json, test));
    json.put("images_per_second", rounded(result.imagesPerSecond()));
    json.put("rounds", result.rounds());
    json.put("loss", Json.finite(result.loss()));
    json.put("accuracy", result.accuracy());
    json.put("seconds", rounded(result.seconds()));
    if (result.bestEpoch() > 0) {
      json.put("best_epoch", result.bestEpoch());
    }
    if (result.stoppedEpoch() > 0) {
      json.put("stopped_after_epoch", result.stoppedEpoch());
    }
    add(json);
    sync();
  }

  void sync() {
    directory.attempt(
        "write",
        RunDirectory.LOG,
        () -> {
          lines.sync();
          return null;
        });
  }

  @Override
  public void close() {
    directory.attempt(
        "write",
        RunDirectory.LOG,
        () -> {
          lines.close();
          return null;
        });
  }

  private static void putTest(ObjectNode json, EvaluationReport test) {
    json.put("test_accuracy", test.accuracy());
    json.put("test_top3_accuracy", test.topThreeAccuracy());
    json.put("test_loss", Json.finite(test.meanLoss()));
  }

  private static void putValidation(ObjectNode json, EvaluationReport validation) {
    json.put("validation_accuracy", validation.accuracy());
    json.put("validation_loss", Json.finite(validation.meanLoss()));
  }

  private void add(ObjectNode json) {
    directory.attempt(
        "write",
        RunDirectory.LOG,
        () -> {
          lines.add(Json.line(json));
          return null;
        });
  }

  private static double rounded(double value) {
    return Math.rint(value * DECIMALS) / DECIMALS;
  }
}
