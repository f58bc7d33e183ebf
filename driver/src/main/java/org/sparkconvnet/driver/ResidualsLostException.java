package org.sparkconvnet.driver;

/** A round cannot be done: the residual of a worker's rounding went with its executor. */
final class ResidualsLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ResidualsLostException(int worker) {
    super("what the bf16 rounding of worker %d left over went with its executor".formatted(worker));
  }
}
