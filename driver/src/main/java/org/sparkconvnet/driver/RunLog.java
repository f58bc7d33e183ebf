package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.sparkconvnet.io.FileFormatException;

/**
 * run.jsonl: one JSON object a round, {@code {"event":"round","round":1,...}}, the last of an epoch
 * with what the epoch came to, then {@code {"event":"finished",...}}.
 */
final class RunLog implements AutoCloseable {
  private static final double DECIMALS = 1e3;

  private final RunDirectory directory;
  private Storage.LineWriter lines;

  private RunLog(RunDirectory directory, Storage.LineWriter lines) {
    this.directory = directory;
    this.lines = lines;
  }

  /**
   * Opens the log, keeping the lines of the first {@code rounds} rounds and {@code rollbacks}
   * rollbacks.
   */
  static RunLog open(RunDirectory directory, long rounds, int rollbacks) {
    return new RunLog(directory, reopened(directory, rounds, rollbacks));
  }

  private static Storage.LineWriter reopened(RunDirectory directory, long rounds, int rollbacks) {
    String old = directory.findText(RunDirectory.LOG).orElse("");
    return directory.appendTo(RunDirectory.LOG, cut(old, rounds, rollbacks));
  }

  /** The lines of the first so many rounds and rollbacks, up to one that is no whole line. */
  static String cut(String log, long rounds, int rollbacks) {
    StringBuilder kept = new StringBuilder();
    int rollbacksLeft = rollbacks;
    int start = 0;
    for (int end = log.indexOf('\n'); end >= 0; end = log.indexOf('\n', start)) {
      JsonNode json = parsed(log.substring(start, end));
      boolean rollback = json.path("event").asText().equals("rollback");
      boolean round = json.path("event").asText().equals("round");
      if (rollback ? rollbacksLeft-- == 0 : !round) {
        break;
      }
      if (rollback || json.path("round").asLong() <= rounds) {
        kept.append(log, start, end + 1);
      }
      start = end + 1;
    }
    return kept.toString();
  }

  private static JsonNode parsed(String line) {
    try {
      return Json.parse(line, RunDirectory.LOG);
    } catch (FileFormatException halfWritten) {
      return Json.object();
    }
  }

  /**
   * Drops the lines of rounds that no longer count and adds one that says why.
   *
   * @param rejected the round that diverged
   * @param good the state that the run goes on from, its rollbacks counted
   */
  void rollback(long rejected, String why, RunState good) {
    close();
    lines = reopened(directory, good.round, good.rollbacks - 1);
    ObjectNode json = Json.object();
    json.put("event", "rollback");
    json.put("rollback", good.rollbacks);
    json.put("rejected_round", rejected);
    json.put("to_round", good.round);
    json.put("rate_factor", good.rateFactor);
    json.put("cause", why);
    add(json);
    sync();
  }

  /** Drops the lines of rounds that will be computed again. */
  void rewind(RunState state) {
    close();
    lines = reopened(directory, state.round, state.rollbacks);
  }

  /**
   * Adds a round's line.
   *
   * @param outcome names the workers that were left out
   * @param imagesLeftOut that those would have trained on
   * @param epoch null unless the round is its epoch's last
   */
  void round(RoundReport report, Rounds.Outcome outcome, long imagesLeftOut, EpochReport epoch) {
    ObjectNode json = Json.object();
    json.put("event", "round");
    json.put("round", report.round());
    json.put("epoch", report.epoch());
    json.put("loss", Json.finite(report.loss()));
    json.put("accuracy", report.accuracy());
    json.put("learning_rate", report.learningRate());
    json.put("images", report.images());
    if (!outcome.leftOut().isEmpty()) {
      outcome.leftOut().forEach(json.putArray("workers_left_out")::add);
      json.put("images_left_out", imagesLeftOut);
    }
    json.put("images_per_second", rounded(report.imagesPerSecond()));
    putTimes(json, report.times());
    if (epoch != null) {
      json.put("epoch_loss", Json.finite(epoch.loss()));
      json.put("epoch_accuracy", epoch.accuracy());
      json.put("epoch_images_per_second", rounded(epoch.imagesPerSecond()));
      epoch.test().ifPresent(test -> putTest(json, test));
      epoch.validation().ifPresent(validation -> putValidation(json, validation));
    }
    add(json);
  }

  /**
   * Adds the last line.
   *
   * @param spent by the rounds of this process
   * @param advice that follows from it, where some does
   */
  void finished(TrainingResult result, TimeSpent spent, Optional<String> advice) {
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
    if (spent.rounds() > 0) {
      putTimes(json, spent.mean());
    }
    advice.ifPresent(line -> json.put("advice", line));
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

  private static void putTimes(ObjectNode json, RoundTimes spent) {
    ObjectNode times = json.putObject("milliseconds");
    times.put("broadcast", rounded(spent.broadcast()));
    times.put("data", rounded(spent.data()));
    times.put("compute", rounded(spent.compute()));
    times.put("return", rounded(spent.returned()));
    times.put("average", rounded(spent.average()));
    times.put("wait", rounded(spent.waited()));
    times.put("other", rounded(spent.other()));
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
          lines.add(Secrets.redacted(Json.line(json)));
          return null;
        });
  }

  private static double rounded(double value) {
    return Math.rint(value * DECIMALS) / DECIMALS;
  }
}
