package org.sparkconvnet.driver;

import org.sparkconvnet.train.TrainingException;

/** A round that must not count: a loss or weights that are no numbers, or a loss far too high. */
final class DivergenceException extends TrainingException {
  private static final long serialVersionUID = 1L;

  private final String cause;

  /**
   * @param cause round, worker, learning rate and what was found, in words
   * @param lastGood where good weights lie, in words
   */
  DivergenceException(String cause, String lastGood) {
    super(cause + "; " + lastGood);
    this.cause = cause;
  }

  /** Without where good weights lie. */
  String why() {
    return cause;
  }
}
