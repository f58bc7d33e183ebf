package org.sparkconvnet.jobs;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.driver.ExecutorQuestion;
import org.sparkconvnet.driver.TaskDevice;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * Asks an executor what it is and how fast it trains the lecture's network with the backend's
 * untimed kernel choices.
 *
 * @param seconds of measuring, 0 for none
 */
record ExecutorProbe(String backend, BackendOptions options, Precision precision, double seconds)
    implements ExecutorQuestion<ExecutorReport> {
  private static final int BATCH = 32;
  private static final int WINDOWS = 3;

  @Override
  public ExecutorReport answer() {
    try (Backend opened = TaskDevice.open(backend, options)) {
      BackendReport report = opened.report();
      report.require(precision);
      return new ExecutorReport(
          report.library(),
          report.device(),
          Runtime.getRuntime().availableProcessors(),
          Runtime.getRuntime().maxMemory(),
          Machine.here().memory(),
          seconds == 0 ? 0 : imagesPerSecond(opened));
    }
  }

  private double imagesPerSecond(Backend opened) {
    Plan plan =
        Planner.plan(
            Zoo.get(NetworkChoice.DEFAULT).network(),
            BATCH,
            Plan.Mode.TRAINING,
            opened.fusions(precision));
    double[] rates =
        new ComputeBenchmark(plan, precision, Tuning.none(backend), 1)
            .run(opened, WINDOWS, seconds / WINDOWS);
    return rates[WINDOWS - 1]; // the last, when Java has compiled
  }
}
