package org.sparkconvnet.backend;

/** A backend that cannot be opened, or a call of it that failed; the message says what and why. */
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BackendException(String message) {
    super(message);
  }

  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
