package org.sparkconvnet.data;

/**
 * Training or test data that cannot be used. The message is one line: what is wrong, in which file
 * and record, and where it helps, how to mend it.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(oneLine(message));
  }

  public DataException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
