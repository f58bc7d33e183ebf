package org.sparkconvnet.driver;

import java.io.Serializable;

/**
 * What executors are asked; it travels to them.
 *
 * @param <T> of the answer
 */
public interface ExecutorQuestion<T extends Serializable> extends Serializable {
  /** Answers, on the executor; what it throws becomes the answer's failure. */
  T answer();
}
