package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.BackendException;

/**
 * One of cuDNN's algorithms for one convolution.
 *
 * @param number cuDNN's, which means something else for each direction
 * @param workspace bytes that it needs beside its operands
 */
record Algorithm(int number, long workspace) {
  private static final String PREFIX = "algorithm ";

  /** As a tuning records it. */
  String text() {
    return PREFIX + number;
  }

  /** The number that a tuning recorded. */
  static int parse(String op, String text) {
    try {
      return Integer.parseInt(text.substring(PREFIX.length()));
    } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
      throw new BackendException(
          "the tuning's choice for '" + op + "' is '" + text + "', not 'algorithm NUMBER'",
          malformed);
    }
  }
}
