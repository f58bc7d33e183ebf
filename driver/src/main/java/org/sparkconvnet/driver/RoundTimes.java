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

  /**
   * What a round costs whatever the number of its local steps: weights out and back, their average,
   * and Spark's own work.
   */
  public double communication() {
    return broadcast + returned + average + other;
  }

  /** Element by element. */
  RoundTimes plus(RoundTimes times) {
    return new RoundTimes(
        broadcast + times.broadcast,
        data + times.data,
        compute + times.compute,
        returned + times.returned,
        average + times.average,
        waited + times.waited,
        other + times.other);
  }

  /** Each element times a factor. */
  RoundTimes times(double factor) {
    return new RoundTimes(
        broadcast * factor,
        data * factor,
        compute * factor,
        returned * factor,
        average * factor,
        waited * factor,
        other * factor);
  }
}
