package org.sparkconvnet.optimizer;

import java.io.Serializable;

/**
 * What keeps one parameter's weights small.
 *
 * @param l2 factor of w in the gradient: that of l2 |w|^2 / 2; an optimiser that decouples its
 *     decay takes it as that
 * @param l1 factor of sign(w) in the gradient: that of l1 sum |w|, with sign(0) = 0
 * @param maxNorm most that the 2-norm of the weights of one output (a filter, a unit) may be after
 *     an update, which else scales them down to it; 0 for no limit
 */
public record Penalty(double l2, double l1, double maxNorm) implements Serializable {
  /** None. */
  public static final Penalty NONE = new Penalty(0, 0, 0);

  public Penalty {
    Settings.requireNotNegative("regularization", "l2", l2);
    Settings.requireNotNegative("regularization", "l1", l1);
    Settings.requireNotNegative("regularization", "max-norm", maxNorm);
  }
}
