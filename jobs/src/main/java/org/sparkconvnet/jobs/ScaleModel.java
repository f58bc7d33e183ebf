package org.sparkconvnet.jobs;

import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.AveragingCosts;

/**
 * How long a round takes with N workers, each on an executor's core of its own: tau steps of
 * staging and computing, side by side, and then what averaging costs, which depends on N.
 *
 * @param costs of averaging
 * @param stepSeconds of a local step on one core
 * @param parameters of the network
 */
record ScaleModel(AveragingCosts costs, double stepSeconds, long parameters) {
  /** What share of the time is to be computing before more local steps are not worth it. */
  static final double GOOD = 0.9;

  private static final int MOST_STEPS = 64;

  /** A way of averaging and a number of local steps. */
  record Choice(Averaging way, int localSteps) {}

  /** Seconds of a round, where so many cores compute in turns. */
  double roundSeconds(Averaging way, int workers, int localSteps, int cores) {
    int turns = (workers + cores - 1) / cores;
    return turns * localSteps * stepSeconds + costs.seconds(way, parameters, workers);
  }

  /** The share of a round in which workers compute, each on its own core. */
  double efficiency(Averaging way, int workers, int localSteps) {
    return localSteps * stepSeconds / roundSeconds(way, workers, localSteps, workers);
  }

  /** The way that is best at one local step, and the fewest local steps with which it is good. */
  Choice best(int workers) {
    Averaging way = costs.best(parameters, workers);
    int steps = 1;
    while (steps < MOST_STEPS && efficiency(way, workers, steps) < GOOD) {
      steps *= 2;
    }
    return new Choice(way, steps);
  }

  /**
   * The fewest workers, up to {@code most}, of whom the driver's own part of a round (starting
   * tasks, receiving, adding) takes longer than their computing; 0 where it never does.
   */
  int driverLimit(Averaging way, int localSteps, int most) {
    double out = costs.outSeconds(parameters, 1);
    for (int workers = 1; workers <= most; workers++) {
      double received =
          way == Averaging.REDUCE_SCATTER
              ? 4.0 * parameters / costs.driverBytesPerSecond() + costs.taskSeconds() * workers
              : costs.backSeconds(way, parameters, workers);
      if (out + received + costs.taskSeconds() * workers > localSteps * stepSeconds) {
        return workers;
      }
    }
    return 0;
  }
}
