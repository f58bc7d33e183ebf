package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Weights on their way to tasks: inside each task while that is little in all, which saves a
 * broadcast; else broadcast, so that an executor receives them once, mostly from other executors.
 */
final class Weights implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MOST_BYTES_INSIDE = 1 << 20;

  private final byte[] inside;
  private final Broadcast<byte[]> shared;

  private Weights(byte[] inside, Broadcast<byte[]> shared) {
    this.inside = inside;
    this.shared = shared;
  }

  static Weights send(JavaSparkContext spark, byte[] bytes, int tasks) {
    return (long) bytes.length * tasks <= MOST_BYTES_INSIDE
        ? new Weights(bytes, null)
        : new Weights(null, spark.broadcast(bytes));
  }

  byte[] bytes() {
    return inside != null ? inside : shared.value();
  }

  /** Frees them on the driver and, in time, on executors; the next round need not wait. */
  void drop() {
    free(false);
  }

  /** Frees them on the driver and on executors, and waits for that. */
  void dropAtOnce() {
    free(true);
  }

  private void free(boolean waiting) {
    if (shared != null) {
      shared.destroy(waiting);
    }
  }
}
