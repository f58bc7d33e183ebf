package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.sparkconvnet.driver.Secrets;

/** Progress for logs: a line every few seconds. */
final class PlainProgress implements Progress {
  private final PrintWriter out;
  private final LongSupplier nanoClock;
  private final long interval;
  private long last;

  /**
   * @param seconds between two lines
   * @param nanoClock as {@link System#nanoTime}
   */
  PlainProgress(PrintWriter out, double seconds, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
    this.interval = (long) (seconds * 1e9);
    this.last = nanoClock.getAsLong();
  }

  @Override
  public void status(String text) {
    line(text);
  }

  @Override
  public void show(Position position) {
    long now = nanoClock.getAsLong();
    if (now - last < interval) {
      return;
    }
    last = now;
    out.printf(
        "epoch %d/%d, round %d/%d, %s%n",
        position.epoch(), position.epochs(), position.round(), position.rounds(), position.text());
    out.flush();
  }

  @Override
  public void line(String text) {
    last = nanoClock.getAsLong();
    out.println(Secrets.redacted(text));
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
