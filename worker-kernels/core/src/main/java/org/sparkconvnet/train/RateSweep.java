package org.sparkconvnet.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The loss met while the learning rate rises exponentially from round to round (Smith: Cyclical
 * learning rates for training neural networks, 2017). Losses are smoothed as an exponentially
 * weighted average with bias correction; the sweep is over where that has grown to a multiple of
 * its least, or is no number.
 */
public final class RateSweep {
  private static final double MEMORY = 0.9;
  private static final double DIVERGED = 4;
  private static final int FEWEST = 10;

  /** A slope, as a share of the first loss a point, that is no more than rounding. */
  private static final double FLAT = 1e-6;

  /** One round: its rate, the mean loss of its examples, and the smoothed loss. */
  public record Point(double rate, double loss, double smoothed) {}

  private final double lowest;
  private final double highest;
  private final int rounds;
  private final List<Point> points = new ArrayList<>();
  private double average;
  private double least = Double.POSITIVE_INFINITY;
  private boolean diverged;

  /**
   * A sweep.
   *
   * @param lowest rate of the first round
   * @param highest rate of the last
   * @param rounds at most
   */
  public RateSweep(double lowest, double highest, int rounds) {
    if (!(lowest > 0 && lowest < highest && Double.isFinite(highest))) {
      throw new IllegalArgumentException(
          "a sweep goes from a positive rate to a larger one, got %s to %s"
              .formatted(lowest, highest));
    }
    if (rounds < FEWEST) {
      throw new IllegalArgumentException(
          "a sweep has at least %d rounds, got %d".formatted(FEWEST, rounds));
    }
    this.lowest = lowest;
    this.highest = highest;
    this.rounds = rounds;
  }

  /** Whether there is nothing more to see. */
  public boolean isOver() {
    return diverged || points.size() == rounds;
  }

  /** The next round's rate. */
  public double rate() {
    return lowest * StrictMath.pow(highest / lowest, (double) points.size() / (rounds - 1));
  }

  /** Takes in the loss of a round at {@link #rate}; NaN where that could not be had. */
  public void hear(double loss) {
    if (!Double.isFinite(loss)) {
      diverged = true;
      return;
    }
    double rate = rate();
    average = MEMORY * average + (1 - MEMORY) * loss;
    double smoothed = average / (1 - StrictMath.pow(MEMORY, points.size() + 1));
    points.add(new Point(rate, loss, smoothed));
    diverged = smoothed > DIVERGED * least;
    least = Math.min(least, smoothed);
  }

  /** What was seen. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /** Whether the loss exploded within the sweep. */
  public boolean diverged() {
    return diverged;
  }

  /**
   * The rate at which the smoothed loss fell most steeply over the logarithm of the rate, before
   * its least: the slope of a line through each point and {@code FEWEST / 2} on either side.
   *
   * @return NaN where the loss never fell
   */
  public double suggestion() {
    int best = 0;
    for (int i = 0; i < points.size(); i++) {
      best = points.get(i).smoothed < points.get(best).smoothed ? i : best;
    }
    double steepest = points.isEmpty() ? 0 : -FLAT * Math.abs(points.get(0).smoothed);
    double found = Double.NaN;
    for (int i = 0; i <= best; i++) {
      double slope =
          slope(Math.max(0, i - FEWEST / 2), Math.min(points.size(), i + FEWEST / 2 + 1));
      if (slope < steepest) {
        steepest = slope;
        found = points.get(i).rate;
      }
    }
    return found;
  }

  /** Of the least-squares line; points lie evenly over the logarithm of the rate. */
  private double slope(int from, int to) {
    double middle = (from + to - 1) / 2.0;
    double product = 0;
    double square = 0;
    for (int i = from; i < to; i++) {
      product += (i - middle) * points.get(i).smoothed;
      square += (i - middle) * (i - middle);
    }
    return square == 0 ? 0 : product / square;
  }
}
