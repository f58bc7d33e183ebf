package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's weights on their way to the tasks. Small ones travel inside the stage's function, which
 * Spark broadcasts anyway, and save a broadcast of their own; large ones are broadcast, so that an
 * executor holds them once whatever its number of tasks.
 */
final class Weights implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_BYTES_INSIDE = 1 << 18;

  private final byte[] inside;
  private final Broadcast<byte[]> shared;

  private Weights(byte[] inside, Broadcast<byte[]> shared) {
    this.inside = inside;
    this.shared = shared;
  }

  static Weights send(JavaSparkContext spark, byte[] bytes) {
    return bytes.length <= MOST_BYTES_INSIDE
        ? new Weights(bytes, null)
        : new Weights(null, spark.broadcast(bytes));
  }

  byte[] bytes() {
    return inside != null ? inside : shared.value();
  }

  /** Frees them on the driver and, in time, on executors. */
  void drop() {
    if (shared != null) {
      shared.destroy(false);
    }
  }
}
