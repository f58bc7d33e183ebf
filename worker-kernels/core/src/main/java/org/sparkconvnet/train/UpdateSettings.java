package org.sparkconvnet.train;

import java.io.Serializable;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.optimizer.UpdateRule;

/**
 * How workers move their weights within a round, beside rate and weight decay.
 *
 * @param optimizer that moves them
 * @param between rounds, what becomes of the optimiser's vectors
 * @param regularization beside the weight decay
 * @param clipping of gradients
 */
public record UpdateSettings(
    Optimizer optimizer, StatePolicy between, Regularization regularization, Clipping clipping)
    implements Serializable {
  /** Plain SGD. */
  public static final UpdateSettings PLAIN =
      new UpdateSettings(
          new Optimizer.Sgd(), StatePolicy.AVERAGE, Regularization.NONE, Clipping.NONE);

  /** The same with another optimiser. */
  public UpdateSettings with(Optimizer optimizer) {
    return new UpdateSettings(optimizer, between, regularization, clipping);
  }

  /** The same with another policy. */
  public UpdateSettings with(StatePolicy between) {
    return new UpdateSettings(optimizer, between, regularization, clipping);
  }

  /** The same with another regularisation. */
  public UpdateSettings with(Regularization regularization) {
    return new UpdateSettings(optimizer, between, regularization, clipping);
  }

  /** The same with other limits. */
  public UpdateSettings with(Clipping clipping) {
    return new UpdateSettings(optimizer, between, regularization, clipping);
  }

  /** The rule that executables are compiled for. */
  public UpdateRule rule(double weightDecay) {
    return new UpdateRule(optimizer, weightDecay, regularization, clipping);
  }

  /** Whether there are vectors, and they outlive a round. */
  public boolean outlivesRounds() {
    return !optimizer.vectors().isEmpty() && between != StatePolicy.RESET;
  }

  /** How many sets of vectors the driver holds: none, one, or one a worker. */
  public int copies(int workers) {
    return !outlivesRounds() ? 0 : between == StatePolicy.KEEP ? workers : 1;
  }

  /**
   * Throws where vectors would be forgotten after every single step, which leaves nothing of the
   * optimiser but its first step.
   */
  public void requireSense(int localSteps) {
    if (between == StatePolicy.RESET && !optimizer.vectors().isEmpty() && localSteps == 1) {
      throw new IllegalArgumentException(
          "optimizer state 'reset' with 1 local step a round forgets after every step; choose keep"
              + " or average, or more local steps");
    }
  }
}
