package org.sparkconvnet.driver;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.network.ParameterLayout;

/** Settles how a run averages where that was left open. */
final class AveragingChoice {
  private static final int LINK_BYTES = 4 << 20;

  private AveragingChoice() {}

  /** As asked, as the run that goes on had it, or as fits the cluster's measured speed. */
  static TrainingSettings settle(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      RunDirectory directory) {
    Gathering asked = settings.gathering();
    if (asked.average() != Averaging.AUTO) {
      return settings;
    }
    Averaging settled = options.resume() ? recorded(directory) : fastest(spark, settings);
    return settings.withGathering(asked.withAverage(settled));
  }

  private static Averaging recorded(RunDirectory directory) {
    String place = directory.place(RunDirectory.SETTINGS);
    String text = directory.readText(RunDirectory.SETTINGS);
    return Averaging.parse(
        Json.parse(text, place).path("average").asText(Averaging.COLLECT.text()));
  }

  private static Averaging fastest(JavaSparkContext spark, TrainingSettings settings) {
    long parameters = ParameterLayout.of(settings.network()).parameterCount();
    if (settings.gathering().mayLeaveOut()
        || !AveragingCosts.matters(parameters, settings.workers())) {
      return Averaging.COLLECT;
    }
    if (!spark.isLocal()) {
      RoundExecutors.of(spark).awaitFirst(); // else there is no link to measure
    }
    double speed = DriverLink.bytesPerSecond(spark, LINK_BYTES);
    return AveragingCosts.ofLink(speed).best(parameters, settings.workers());
  }
}
