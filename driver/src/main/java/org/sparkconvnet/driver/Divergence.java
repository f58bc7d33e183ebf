package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is done with a round whose loss or weights are no numbers, or whose loss is far above its
 * {@link LossBand}: the run stops with a report, or goes back to its last checkpoint (to its start
 * where there is none) and on from there with all learning rates multiplied by {@code rateFactor},
 * which adds up over several such rollbacks. Where it diverges again before the next checkpoint,
 * the weights kept there were spoilt already, and it goes one further back, in the end to its
 * start.
 *
 * @param rollbacks that the run may make at most, 0 to stop at once
 * @param rateFactor of a rollback, in (0, 1)
 */
public record Divergence(int rollbacks, double rateFactor) implements Serializable {
  private static final int ROLLBACKS = 3;
  private static final double FACTOR = 0.5;
  private static final Pattern TEXT =
      Pattern.compile("rollback(?::([0-9.eE+-]+)(?:,(\\d{1,4}))?)?");

  /** Stops at once. */
  public static final Divergence STOP = new Divergence(0, FACTOR);

  public Divergence {
    if (rollbacks < 0 || !(rateFactor > 0 && rateFactor < 1)) {
      throw new IllegalArgumentException(
          "a rollback's factor must be in (0, 1) and its number at least 1, got %s and %d"
              .formatted(rateFactor, rollbacks));
    }
  }

  /** Reads what {@link #text} writes; {@code rollback} alone is {@code rollback:0.5,3}. */
  public static Divergence parse(String text) {
    if (text.equals("stop")) {
      return STOP;
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither stop nor rollback[:FACTOR[,TIMES]], as in rollback:0.5,3");
    }
    double factor = matcher.group(1) == null ? FACTOR : number(matcher.group(1));
    int times = matcher.group(2) == null ? ROLLBACKS : Integer.parseInt(matcher.group(2));
    if (times == 0) {
      throw new IllegalArgumentException("a rollback must be permitted at least once, got 0");
    }
    return new Divergence(times, factor);
  }

  /** {@code stop} or {@code rollback:FACTOR,TIMES}. */
  public String text() {
    return rollbacks == 0 ? "stop" : "rollback:" + rateFactor + "," + rollbacks;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("'" + text + "' is no number", malformed);
    }
  }
}
