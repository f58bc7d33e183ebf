package org.sparkconvnet.jobs;

import java.nio.charset.Charset;

/** Horizontal bars of text. */
final class Bars {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
  private static final boolean BLOCKS = Charset.defaultCharset().newEncoder().canEncode(EIGHTHS);

  private Bars() {}

  /** A bar of which {@code share}, in [0, 1], is full; {@code width} characters. */
  static String bar(double share, int width) {
    return bar(share, width, BLOCKS);
  }

  /**
   * @param blocks with eighths of characters, where the terminal's character set has them
   */
  static String bar(double share, int width, boolean blocks) {
    double full = Math.max(0, Math.min(1, share)) * width;
    int whole = (int) full;
    StringBuilder bar = new StringBuilder((blocks ? "█" : "#").repeat(whole));
    if (blocks && whole < width) {
      bar.append(EIGHTHS.charAt((int) (8 * (full - whole))));
    }
    return bar.append(" ".repeat(width - bar.length())).toString();
  }
}
