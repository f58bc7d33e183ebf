package org.sparkconvnet.jobs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkconvnet.driver.RoundTimes;

/** Where the time of many rounds went. */
final class StageTimes {
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private long rounds;
  private double total;

  void add(RoundTimes times) {
    rounds++;
    total += times.total();
    sums.merge("compute", times.compute(), Double::sum);
    sums.merge("data", times.data(), Double::sum);
    sums.merge("broadcast", times.broadcast(), Double::sum);
    sums.merge("return", times.returned(), Double::sum);
    sums.merge("average", times.average(), Double::sum);
    sums.merge("wait", times.waited(), Double::sum);
    sums.merge("other", times.other(), Double::sum);
  }

  boolean isEmpty() {
    return rounds == 0;
  }

  /** Milliseconds of a round, the mean. */
  double roundMilliseconds() {
    return total / rounds;
  }

  /** Milliseconds of a round by stage, the mean. */
  Map<String, Double> milliseconds() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((stage, sum) -> means.put(stage, sum / rounds));
    return means;
  }

  /** The part of a round in which nothing is computed, in [0, 1]. */
  double notCompute() {
    return 1 - sums.get("compute") / total;
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
