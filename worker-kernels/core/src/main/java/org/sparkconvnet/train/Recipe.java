package org.sparkconvnet.train;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.optimizer.Optimizer;

/**
 * The settings a network is trained with unless a user says otherwise.
 *
 * @param epochs passes over the training set
 * @param batch examples per worker and local step
 * @param learningRate peak rate, for one local step a round
 * @param schedule its course over the run
 * @param momentum mu of the driver's v = mu v + delta, for one local step a round
 * @param nesterov whether the weights move by mu v + delta instead of v
 * @param weightDecay L2 factor on weights; biases and normalisation are left out
 * @param augmentation what is done to each training image
 */
public record Recipe(
    int epochs,
    int batch,
    double learningRate,
    Schedule schedule,
    double momentum,
    boolean nesterov,
    double weightDecay,
    Augmentation augmentation) {
  private static final double MEMORY = 0.7;

  public Recipe {
    require(epochs >= 1, "epochs must be at least 1, got " + epochs);
    require(batch >= 1, "batch must be at least 1, got " + batch);
    require(learningRate > 0, "the learning rate must be positive, got " + learningRate);
    require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1), got " + momentum);
    require(weightDecay >= 0, "weight decay must not be negative, got " + weightDecay);
  }

  /** The same recipe over another number of epochs. */
  public Recipe withEpochs(int epochs) {
    return new Recipe(
        epochs, batch, learningRate, schedule, momentum, nesterov, weightDecay, augmentation);
  }

  /**
   * The momentum of a round of {@code localSteps} steps: mu^(tau^0.7). It remembers more examples
   * than this recipe's does with one step, which mu^tau would keep equal: with the rate that
   * follows from it, workers' weights drift apart less in a round. The exponent is fitted to a
   * measurement at tau = 10 (docs/decisions/0008).
   */
  public double momentumFor(int localSteps) {
    return StrictMath.pow(momentum, StrictMath.pow(localSteps, MEMORY));
  }

  /**
   * The learning rate that, with {@code outerMomentum} instead of this recipe's momentum, lets each
   * gradient move the weights as far in the end: rate (1 - outerMomentum) / (1 - mu), since a
   * gradient's total effect is rate / (1 - momentum).
   */
  public double learningRateFor(double outerMomentum) {
    return learningRate * (1 - outerMomentum) / (1 - momentum);
  }

  /**
   * The learning rate for an optimiser inside the rounds and a momentum on the driver: for plain
   * SGD {@link #learningRateFor(double)}, for the others likewise or, where they choose the length
   * of their steps, what is usual for them.
   */
  public double learningRateFor(Optimizer optimizer, double outerMomentum) {
    return optimizer.accept(new UsualRates(this, outerMomentum));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
