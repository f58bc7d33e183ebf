package org.sparkconvnet.train;

import java.io.Serializable;
import java.util.List;

/**
 * The learning rate over a run, as a factor of the peak rate. A pure function of the fraction of
 * the run that is over, so that a resumed run continues on the same curve.
 */
public sealed interface Schedule extends Serializable {
  /**
   * The factor in [0, 1] for local step {@code step} of {@code steps}, counted from 0.
   *
   * @throws IllegalArgumentException where step is not in [0, steps)
   */
  double factor(long step, long steps);

  /** The text that {@link #parse} reads. */
  String text();

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
      fraction(step, steps);
      return 1;
    }

    @Override
    public String text() {
      return "constant";
    }
  }

  /**
   * Rises linearly over the first {@code warmUp} of the run, then falls as (1 + cos(pi t)) / 2 to 0
   * (Loshchilov, Hutter: SGDR, 2017).
   */
  record Cosine(double warmUp) implements Schedule {
    public Cosine {
      requireFraction("warm-up", warmUp);
    }

    @Override
    public double factor(long step, long steps) {
      double t = fraction(step, steps);
      if (t < warmUp) {
        return (step + 1) / (warmUp * steps + 1);
      }
      return (1 + StrictMath.cos(StrictMath.PI * (t - warmUp) / (1 - warmUp))) / 2;
    }

    @Override
    public String text() {
      return "cosine:" + warmUp;
    }
  }

  /**
   * Rises from 1/25 to 1 over the first {@code rise} of the run and falls to almost 0 (1e-4 / 25)
   * over the rest, both along a cosine (Smith, Topin: Super-Convergence, 2018).
   */
  record OneCycle(double rise) implements Schedule {
    private static final double START = 1.0 / 25;
    private static final double END = START * 1e-4;

    public OneCycle {
      requireFraction("rise", rise);
    }

    @Override
    public double factor(long step, long steps) {
      double t = fraction(step, steps);
      return t < rise ? between(START, 1, t / rise) : between(1, END, (t - rise) / (1 - rise));
    }

    @Override
    public String text() {
      return "one-cycle:" + rise;
    }

    private static double between(double from, double to, double t) {
      return to + (from - to) * (1 + StrictMath.cos(StrictMath.PI * t)) / 2;
    }
  }

  /** The names that {@link #parse} knows. */
  List<String> NAMES = List.of("constant", "cosine[:warm-up]", "one-cycle[:rise]");

  /**
   * {@code constant}, {@code cosine}, {@code cosine:0.05}, {@code one-cycle}, {@code
   * one-cycle:0.3}.
   */
  static Schedule parse(String text) {
    String[] parts = text.split(":", 2);
    try {
      double fraction = parts.length == 2 ? Double.parseDouble(parts[1]) : Double.NaN;
      switch (parts[0]) {
        case "constant":
          if (parts.length == 1) {
            return new Constant();
          }
          break;
        case "cosine":
          return new Cosine(parts.length == 2 ? fraction : 0.05);
        case "one-cycle":
          return new OneCycle(parts.length == 2 ? fraction : 0.3);
        default:
          break;
      }
    } catch (NumberFormatException notANumber) {
      throw unknown(text, notANumber);
    }
    throw unknown(text, null);
  }

  private static IllegalArgumentException unknown(String text, Throwable cause) {
    return new IllegalArgumentException(
        "unknown schedule '" + text + "'; there are " + String.join(", ", NAMES), cause);
  }

  private static double fraction(long step, long steps) {
    if (step < 0 || step >= steps) {
      throw new IllegalArgumentException("step " + step + " of " + steps);
    }
    return (double) step / steps;
  }

  private static void requireFraction(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "a schedule's " + what + " must be in [0, 1), got " + value);
    }
  }
}
