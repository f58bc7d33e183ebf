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
  private final int parameters;
  private final Broadcast<FlatVector> shared;

  private Weights(byte[] inside, int parameters, Broadcast<FlatVector> shared) {
    this.inside = inside;
    this.parameters = parameters;
    this.shared = shared;
  }

  /** Sends vectors, which must stay as they are until the tasks are done. */
  static Weights send(JavaSparkContext spark, float[] parameters, float[] state, int tasks) {
    long bytes = ((long) parameters.length + state.length) * Float.BYTES;
    return bytes * tasks <= MOST_BYTES_INSIDE
        ? new Weights(Floats.encode(parameters, state), parameters.length, null)
        : new Weights(null, parameters.length, spark.broadcast(new FlatVector(parameters, state)));
  }

  /** Copies what was sent. */
  void copyTo(float[] parameters, float[] state) {
    if (inside != null) {
      Floats.decode(inside, parameters, state);
    } else {
      FlatVector vector = shared.value();
      System.arraycopy(vector.parameters(), 0, parameters, 0, parameters.length);
      System.arraycopy(vector.state(), 0, state, 0, state.length);
    }
  }

  /** The parameters that were sent; not to be written to. */
  float[] parameters() {
    if (inside == null) {
      return shared.value().parameters();
    }
    float[] copy = new float[parameters];
    Floats.decode(inside, copy, new float[0]);
    return copy;
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
