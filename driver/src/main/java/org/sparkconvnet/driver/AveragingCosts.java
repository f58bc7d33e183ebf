package org.sparkconvnet.driver;

import java.util.List;

/**
 * What averaging costs where, and from that how long a round's averaging takes by each strategy.
 * Broadcasts go through the driver's link once and on between executors; results of N workers share
 * the driver's link; pieces that executors exchange share nothing but each executor's own link.
 *
 * @param jobSeconds an empty job of one task
 * @param taskSeconds each further task
 * @param driverBytesPerSecond what goes through the driver's link
 * @param executorBytesPerSecond what goes through one executor's link
 * @param floatSeconds the driver's adding one worker's number to a sum
 */
public record AveragingCosts(
    double jobSeconds,
    double taskSeconds,
    double driverBytesPerSecond,
    double executorBytesPerSecond,
    double floatSeconds) {
  /** Settled strategies, the exact and simple one first. */
  public static final List<Averaging> STRATEGIES =
      List.of(Averaging.COLLECT, Averaging.BF16, Averaging.REDUCE_SCATTER);

  /** What another strategy must save of the time before float32 collecting is left for it. */
  private static final double WORTH_IT = 0.8;

  /** Fewer bytes than this of all workers together are not worth any thought. */
  private static final long LITTLE = 8L << 20;

  private static final double USUAL_FLOAT_SECONDS = 1.5e-9;

  /** Costs of which only the link is known, from a measurement; the rest as usual. */
  static AveragingCosts ofLink(double bytesPerSecond) {
    return new AveragingCosts(0.01, 0.0005, bytesPerSecond, bytesPerSecond, USUAL_FLOAT_SECONDS);
  }

  /** Whether so much is returned in a round that it matters how. */
  static boolean matters(long parameters, int workers) {
    return parameters * workers * Float.BYTES > LITTLE;
  }

  /** The fastest, or collecting where that is nearly as fast. */
  public Averaging best(long parameters, int workers) {
    Averaging best = Averaging.COLLECT;
    double least = WORTH_IT * seconds(best, parameters, workers);
    for (Averaging strategy : STRATEGIES) {
      if (seconds(strategy, parameters, workers) < least) {
        best = strategy;
        least = seconds(strategy, parameters, workers);
      }
    }
    return best;
  }

  /** What a round takes beside computing: weights out, results back, averaged. */
  public double seconds(Averaging strategy, long parameters, int workers) {
    return jobSeconds
        + taskSeconds * (workers - 1)
        + outSeconds(parameters, workers)
        + backSeconds(strategy, parameters, workers);
  }

  /** Weights to all workers: once over the driver's link, once over the executors'. */
  public double outSeconds(long parameters, int workers) {
    double bytes = (double) parameters * Float.BYTES;
    return bytes / driverBytesPerSecond + (workers > 1 ? bytes / executorBytesPerSecond : 0);
  }

  /** The workers' results, until the driver has their mean. */
  public double backSeconds(Averaging strategy, long parameters, int workers) {
    double bytes = (double) parameters * Float.BYTES;
    double adding = floatSeconds * parameters;
    return switch (strategy) {
      case COLLECT -> workers * (bytes / driverBytesPerSecond + adding);
      case BF16 -> workers * (bytes / 2 / driverBytesPerSecond + adding) + adding;
      case REDUCE_SCATTER ->
          jobSeconds
              + taskSeconds * workers
              + 2 * bytes / executorBytesPerSecond // written and read
              + adding // each executor adds all workers' numbers of its share
              + bytes / driverBytesPerSecond;
      case AUTO -> backSeconds(best(parameters, workers), parameters, workers);
    };
  }
}
