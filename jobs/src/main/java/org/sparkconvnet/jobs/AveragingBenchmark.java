package org.sparkconvnet.jobs;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.AveragingCosts;
import org.sparkconvnet.driver.AveragingTrial;
import org.sparkconvnet.driver.Median;

/**
 * How long averaging takes by each strategy beside Spark's treeAggregate, in turns, so that what
 * else the machine does strikes all alike; and what a round costs besides.
 */
final class AveragingBenchmark {
  private final JavaSparkContext spark;
  private final int parameters;
  private final int workers;
  private final int turns;

  AveragingBenchmark(JavaSparkContext spark, int parameters, int workers, int turns) {
    this.spark = spark;
    this.parameters = parameters;
    this.workers = workers;
    this.turns = turns;
  }

  /** Measures, and says what was found. */
  String run() {
    try (AveragingTrial trial = new AveragingTrial(spark, parameters, workers)) {
      Map<Averaging, double[]> seconds = new EnumMap<>(Averaging.class);
      AveragingCosts.STRATEGIES.forEach(way -> seconds.put(way, new double[turns]));
      Map<Averaging, double[]> ratios = new EnumMap<>(Averaging.class);
      AveragingCosts.STRATEGIES.forEach(way -> ratios.put(way, new double[turns]));
      double[] tree = new double[turns];
      double[] empty = new double[turns];
      for (int turn = -1; turn < turns; turn++) { // the first is not counted
        double treeSeconds = trial.treeAggregateSeconds();
        double emptySeconds = trial.emptyJobSeconds(workers);
        for (Averaging way : AveragingCosts.STRATEGIES) {
          double taken = trial.seconds(way);
          if (turn >= 0) {
            seconds.get(way)[turn] = taken;
            ratios.get(way)[turn] = taken / treeSeconds;
          }
        }
        if (turn >= 0) {
          tree[turn] = treeSeconds;
          empty[turn] = emptySeconds;
        }
      }
      return text(trial, seconds, ratios, tree, empty);
    }
  }

  private String text(
      AveragingTrial trial,
      Map<Averaging, double[]> seconds,
      Map<Averaging, double[]> ratios,
      double[] tree,
      double[] empty) {
    Averaging chosen = AveragingTrial.costs(spark, 5).best(parameters, workers);
    TextTable table = new TextTable("lrrr").row("averaging", "median", "least", "to treeAggregate");
    table.row("treeAggregate", milliseconds(tree), milliseconds(least(tree)), "1.00");
    for (Averaging way : AveragingCosts.STRATEGIES) {
      table.row(
          way.text() + (way == chosen ? " (auto)" : ""),
          milliseconds(seconds.get(way)),
          milliseconds(least(seconds.get(way))),
          ratio(Median.of(ratios.get(way))));
    }
    table.row("an empty job", milliseconds(empty), milliseconds(least(empty)), "");
    double[] step = new double[turns];
    double[] toCopy = new double[turns];
    for (int turn = 0; turn < turns; turn++) {
      AveragingTrial.StepSeconds measured = trial.stepSeconds();
      step[turn] = measured.step();
      toCopy[turn] = measured.step() / measured.copy();
    }
    return String.format(
        Locale.ROOT,
        "%s parameters, %d workers on %s, %d turns; ratios are medians over turns%n%n%s%n"
            + "momentum's step %s, %s times a copy of the memory that it touches%n"
            + "driver's heap at most %s, %.2f times the parameters%n",
        Units.count(parameters),
        workers,
        spark.master(),
        turns,
        table,
        milliseconds(step),
        ratio(Median.of(toCopy)),
        Units.bytes(Runtime.getRuntime().maxMemory()),
        Runtime.getRuntime().maxMemory() / (4.0 * parameters));
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String milliseconds(double... seconds) {
    return String.format(Locale.ROOT, "%.1f ms", 1e3 * Median.of(seconds));
  }

  private static double least(double[] values) {
    return java.util.Arrays.stream(values).min().orElseThrow();
  }
}
