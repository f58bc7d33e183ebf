package org.sparkconvnet.jobs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkconvnet.driver.RoundTimes;
import org.sparkconvnet.driver.RunSummary;
import org.sparkconvnet.driver.TimeAdvice;
import org.sparkconvnet.driver.TimeSpent;

/** Where the time of many rounds went. */
final class StageTimes {
  private final TimeSpent spent;

  private StageTimes(int first) {
    this.spent = new TimeSpent(first);
  }

  /** Of rounds that all count. */
  static StageTimes ofAll() {
    return new StageTimes(0);
  }

  /** Of a run, whose first rounds count only where there are no others. */
  static StageTimes ofRun() {
    return new StageTimes(TimeSpent.FIRST_ROUNDS);
  }

  void add(RoundTimes times) {
    spent.add(times);
  }

  boolean isEmpty() {
    return spent.rounds() == 0;
  }

  /** Milliseconds of a round, the mean. */
  double roundMilliseconds() {
    return spent.mean().total();
  }

  /** Milliseconds of a round by stage, the mean. */
  Map<String, Double> milliseconds() {
    RoundTimes mean = spent.mean();
    Map<String, Double> means = new LinkedHashMap<>();
    means.put("compute", mean.compute());
    means.put("data", mean.data());
    means.put("broadcast", mean.broadcast());
    means.put("return", mean.returned());
    means.put("average", mean.average());
    means.put("wait", mean.waited());
    means.put("other", mean.other());
    return means;
  }

  /** The part of a round in which nothing is computed, in [0, 1]. */
  double notCompute() {
    return 1 - spent.mean().compute() / roundMilliseconds();
  }

  /** What would make such a run faster, in words. */
  Optional<String> advice(RunSummary run) {
    return TimeAdvice.of(spent, run.settings().localSteps(), run.roundsPerEpoch());
  }

  /** {@code a round takes 20.3 ms: compute 88%, data 4%, ...}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "a round takes %.1f ms: ", roundMilliseconds())
        + milliseconds().entrySet().stream()
            .map(
                stage ->
                    stage.getKey() + " " + Units.percent(stage.getValue() / roundMilliseconds()))
            .collect(Collectors.joining(", "));
  }
}
