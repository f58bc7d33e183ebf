package org.sparkconvnet.driver;

import java.io.Serializable;

/**
 * What one executor answered.
 *
 * @param executor its id at Spark, {@code driver} in local mode
 * @param host where it runs
 * @param value the answer; null where it failed
 * @param failure why it failed, in words; null where it answered
 * @param <T> of the answer
 */
public record ExecutorAnswer<T extends Serializable>(
    String executor, String host, T value, String failure) implements Serializable {
  /** {@code executor 3 on 10.0.0.7}. */
  public String name() {
    return "executor " + executor + " on " + host;
  }
}
