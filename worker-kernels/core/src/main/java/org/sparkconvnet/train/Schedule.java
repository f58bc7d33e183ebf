package org.sparkconvnet.train;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The learning rate over a run, as a factor of the peak rate. A pure function of the fraction of
 * the run that is over, so that a resumed run continues on the same curve; what a plateau adds to
 * it is checkpointed.
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

    @Override
    public boolean knowsEnd() {
      return false;
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

  /**
   * Multiplied by {@code by} whenever one of the fractions of the run is reached, as in 0.1 at a
   * half and at three quarters (He et al.: Deep residual learning, 2016).
   */
  record Steps(List<Double> at, double by) implements Schedule {
    public Steps {
      at = List.copyOf(at);
      for (int i = 0; i < at.size(); i++) {
        if (!(at.get(i) > (i == 0 ? 0 : at.get(i - 1)) && at.get(i) < 1)) {
          throw new IllegalArgumentException(
              "a schedule's steps must ascend and lie in (0, 1), got " + at);
        }
      }
      if (at.isEmpty()) {
        throw new IllegalArgumentException("a schedule of steps needs one, as in step:0.5,0.75");
      }
      requireFactor("by", by);
    }

    @Override
    public double factor(long step, long steps) {
      double t = fraction(step, steps);
      double factor = 1;
      for (double reached : at) {
        factor *= t >= reached ? by : 1;
      }
      return factor;
    }

    @Override
    public String text() {
      return "step:"
          + at.stream().map(String::valueOf).collect(Collectors.joining(","))
          + ",by="
          + by;
    }
  }

  /** Falls exponentially, by the same share every step: end^t. */
  record Exponential(double end) implements Schedule {
    public Exponential {
      requireFactor("end", end);
    }

    @Override
    public double factor(long step, long steps) {
      return StrictMath.pow(end, fraction(step, steps));
    }

    @Override
    public String text() {
      return "exponential:" + end;
    }
  }

  /**
   * Multiplied by {@code by} each time that the loss on the validation split has not fallen for
   * {@code patience} epochs by {@code minImprovement} of its least so far. What it has come to is
   * the run's state, {@link PlateauState}; by itself it is 1.
   */
  record Plateau(double by, int patience, double minImprovement) implements Schedule {
    public Plateau {
      requireFactor("by", by);
      if (patience < 1) {
        throw new IllegalArgumentException(
            "a schedule's patience must be at least 1, got " + patience);
      }
      requireFraction("min-improvement", minImprovement);
    }

    @Override
    public double factor(long step, long steps) {
      fraction(step, steps);
      return 1;
    }

    @Override
    public String text() {
      return "plateau:by=" + by + ",patience=" + patience + ",min-improvement=" + minImprovement;
    }

    @Override
    public Optional<Plateau> plateau() {
      return Optional.of(this);
    }

    @Override
    public boolean knowsEnd() {
      return false;
    }
  }

  /**
   * Rises linearly over the first {@code share} of the run, then is another schedule over the rest
   * (Goyal et al.: Accurate, large minibatch SGD, 2017).
   */
  record WarmUp(double share, Schedule then) implements Schedule {
    public WarmUp {
      requireFraction("warm-up", share);
      if (then instanceof WarmUp) {
        throw new IllegalArgumentException("a schedule has one warm-up, got two");
      }
    }

    @Override
    public double factor(long step, long steps) {
      fraction(step, steps);
      long rising = Math.min(steps - 1, (long) StrictMath.ceil(share * steps));
      return step < rising
          ? (step + 1.0) / (rising + 1.0) * then.factor(0, steps - rising)
          : then.factor(step - rising, steps - rising);
    }

    @Override
    public String text() {
      return "warm-up:" + share + "+" + then.text();
    }

    @Override
    public Optional<Plateau> plateau() {
      return then.plateau();
    }
  }

  /** The plateau's settings, where it depends on the validation loss. */
  default Optional<Plateau> plateau() {
    return Optional.empty();
  }

  /** Whether the factor depends on how many steps the run has. */
  default boolean knowsEnd() {
    return true;
  }

  /**
   * {@code constant}, {@code step:0.5,0.75}, {@code step:0.5,0.75,by=0.1}, {@code exponential},
   * {@code exponential:0.01}, {@code cosine}, {@code cosine:0.05}, {@code one-cycle}, {@code
   * one-cycle:0.3}, {@code plateau}, {@code plateau:by=0.1,patience=3,min-improvement=0.01}; {@code
   * warm-up:0.05+} in front of any.
   */
  static Schedule parse(String text) {
    return ScheduleText.parse(text);
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

  private static void requireFactor(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "a schedule's " + what + " must be in (0, 1), got " + value);
    }
  }
}
