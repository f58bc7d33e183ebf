package org.sparkconvnet.jobs;

import java.util.Locale;

/** Shows how far training is, between lines that stay. */
interface Progress extends AutoCloseable {
  /**
   * Where training is.
   *
   * @param round number of rounds done
   * @param loss smoothed over some rounds, like accuracy and imagesPerSecond
   */
  record Position(
      long round,
      long rounds,
      int epoch,
      int epochs,
      double loss,
      double accuracy,
      double imagesPerSecond,
      double secondsLeft) {
    /** {@code loss 0.412, accuracy 86.1%, 6,312 images/s, 1 min 12 s left}. */
    String text() {
      return String.format(
          Locale.ROOT,
          "loss %.3f, accuracy %s, %s images/s, %s left",
          loss,
          Units.percent(accuracy),
          Units.count(imagesPerSecond),
          Units.duration(secondsLeft));
    }
  }

  /** Says what is going on until the first position; a terminal forgets it then. */
  void status(String text);

  /** Shows the position now or soon. */
  void show(Position position);

  /** Prints a line that stays. */
  void line(String text);

  /** Takes away what was shown; lines stay. */
  @Override
  void close();
}
