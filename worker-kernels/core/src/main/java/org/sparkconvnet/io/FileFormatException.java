package org.sparkconvnet.io;

/** A file that is not what it should be: one line naming the file and what is wrong with it. */
public final class FileFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message reads {@code path: problem}; control characters become blanks. */
  public FileFormatException(String path, String problem) {
    super(oneLine(path + ": " + problem));
  }

  public FileFormatException(String path, String problem, Throwable cause) {
    super(oneLine(path + ": " + problem), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
