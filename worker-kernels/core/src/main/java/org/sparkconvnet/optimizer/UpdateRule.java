package org.sparkconvnet.optimizer;

import java.io.Serializable;
import java.util.List;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * Everything that happens between a minibatch's gradient and the next weights, in this order: the
 * gradient is clipped; l2 w (unless the optimiser decouples its decay) and l1 sign(w) are added;
 * the optimiser moves the weights; outputs beyond their largest norm are scaled down.
 *
 * @param optimizer that moves them
 * @param weightDecay l2 of all weights; biases and normalisation are left out
 * @param regularization beside it
 * @param clipping of the gradient
 */
public record UpdateRule(
    Optimizer optimizer, double weightDecay, Regularization regularization, Clipping clipping)
    implements Serializable {
  /** Plain SGD without anything. */
  public static final UpdateRule PLAIN = sgd(0);

  public UpdateRule {
    Settings.requireNotNegative("the update rule", "weight decay", weightDecay);
  }

  /** Plain SGD with weight decay. */
  public static UpdateRule sgd(double weightDecay) {
    return new UpdateRule(new Optimizer.Sgd(), weightDecay, Regularization.NONE, Clipping.NONE);
  }

  /** The same rule with another optimiser. */
  public UpdateRule with(Optimizer optimizer) {
    return new UpdateRule(optimizer, weightDecay, regularization, clipping);
  }

  /** Whether it is w -= rate (g + decay w) and nothing else. */
  public boolean isPlain() {
    return optimizer instanceof Optimizer.Sgd
        && regularization.equals(Regularization.NONE)
        && clipping.equals(Clipping.NONE);
  }

  /** What acts on a parameter. */
  public Penalty penalty(Parameter parameter) {
    return regularization.of(parameter, weightDecay);
  }

  /**
   * Length of the flat vector of what the optimiser keeps: its vectors one after another, each laid
   * out as the parameters are.
   */
  public int stateCount(ParameterLayout layout) {
    return Math.multiplyExact(vectors().size(), layout.parameterCount());
  }

  /** The names of the optimiser's vectors. */
  public List<String> vectors() {
    return optimizer.vectors();
  }
}
