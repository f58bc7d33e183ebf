package org.sparkconvnet.driver;

/**
 * Where a round's wall time went, in milliseconds. What workers spend is the mean over them, times
 * the tasks that one slot ran in turn.
 *
 * @param broadcast handing weights out: encoding on the driver, decoding and loading on workers
 * @param data staging minibatches, augmentation included
 * @param compute gradients and descent
 * @param returned reading weights back and encoding them on workers, decoding on the driver
 * @param average averaging and momentum
 * @param waited what the slowest worker took longer than the mean; 0 where a slot runs several
 *     tasks
 * @param other the rest: Spark's scheduling, serialization and transport
 */
public record RoundTimes(
    double broadcast,
    double data,
    double compute,
    double returned,
    double average,
    double waited,
    double other) {
  /** The whole round. */
  public double total() {
    return broadcast + data + compute + returned + average + waited + other;
  }
}
