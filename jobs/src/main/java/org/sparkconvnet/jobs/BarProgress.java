package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.sparkconvnet.driver.Secrets;

/** Progress for a terminal: one line at the bottom that is redrawn, under the lines that stay. */
final class BarProgress implements Progress {
  private static final int MILLISECONDS = 250;
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 6;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final int columns;
  private ProgressBar bar;
  private String shown = "";
  private boolean closed;

  BarProgress(PrintWriter out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void status(String text) {
    draw(text.length() < columns ? text : text.substring(0, columns - 1));
  }

  @Override
  public synchronized void show(Position position) {
    if (closed) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setInitialMax(position.rounds())
              .startsFrom(position.round(), Duration.ZERO)
              .setUpdateIntervalMillis(MILLISECONDS)
              .setRenderer(BarProgress::render)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns - 1))
              .build();
    }
    bar.setExtraMessage(position.epoch() + "/" + position.epochs() + "\n" + position.text());
    bar.stepTo(position.round());
  }

  /** {@code epoch 3/25 41% |█████ | loss 0.412, ...}; the bar takes what room there is. */
  static String render(ProgressState state, int columns) {
    String[] parts = state.getExtraMessage().split("\n", 2);
    double share = state.getNormalizedProgress();
    String left = String.format(Locale.ROOT, "epoch %s %3.0f%% ", parts[0], 100 * share);
    String right = parts.length == 2 ? parts[1] : "";
    int room = Math.min(WIDEST_BAR, columns - left.length() - right.length() - 3);
    String middle = room < NARROWEST_BAR ? " " : "|" + Bars.bar(share, room) + "| ";
    String line = left + middle + right;
    return line.length() <= columns ? line : line.substring(0, columns);
  }

  @Override
  public synchronized void line(String text) {
    out.print(CLEAR_LINE + Secrets.redacted(text) + System.lineSeparator() + shown);
    out.flush();
  }

  @Override
  public void close() {
    ProgressBar open = end();
    if (open != null) {
      open.close(); // draws once more, on its own thread
    }
    draw("");
  }

  private synchronized ProgressBar end() {
    ProgressBar open = bar;
    bar = null;
    closed = true;
    return open;
  }

  private synchronized void draw(String text) {
    shown = text;
    out.print(CLEAR_LINE + text);
    out.flush();
  }
}
