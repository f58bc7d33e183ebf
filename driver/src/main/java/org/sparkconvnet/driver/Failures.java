package org.sparkconvnet.driver;

import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.train.TrainingException;

/** Finds what really went wrong under what Spark throws. */
final class Failures {
  private Failures() {}

  /**
   * The first of this project's exceptions in the chain of causes, else the failure itself as an
   * unchecked exception.
   */
  static RuntimeException unwrap(Exception failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException
          || cause instanceof TrainingException
          || cause instanceof BackendException
          || cause instanceof FileFormatException) {
        return (RuntimeException) cause;
      }
    }
    return failed instanceof RuntimeException unchecked
        ? unchecked
        : new TrainingException("Spark failed: " + failed.getMessage(), failed);
  }
}
