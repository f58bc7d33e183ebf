package org.sparkconvnet.train;

import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.OptimizerVisitor;

/**
 * The peak learning rate that an optimiser starts from unless a user says otherwise. Those that
 * move along the gradient get the recipe's rate such that each gradient moves the weights as far in
 * the end; those that choose the length of a step themselves, what their authors recommend.
 */
final class UsualRates implements OptimizerVisitor<Double> {
  private static final double OF_ADAPTIVE = 1e-3;

  private final Recipe recipe;
  private final double outerMomentum;

  /** With momentum on the driver too, where {@code outerMomentum} is not 0. */
  UsualRates(Recipe recipe, double outerMomentum) {
    this.recipe = recipe;
    this.outerMomentum = outerMomentum;
  }

  @Override
  public Double sgd(Optimizer.Sgd optimizer) {
    return along(0);
  }

  @Override
  public Double momentum(Optimizer.Momentum optimizer) {
    return along(optimizer.momentum());
  }

  @Override
  public Double nesterov(Optimizer.Nesterov optimizer) {
    return along(optimizer.momentum());
  }

  @Override
  public Double averaged(Optimizer.Averaged optimizer) {
    return along(0);
  }

  @Override
  public Double adadelta(Optimizer.Adadelta optimizer) {
    return 1 - outerMomentum;
  }

  @Override
  public Double rmsProp(Optimizer.RmsProp optimizer) {
    return OF_ADAPTIVE * (1 - outerMomentum);
  }

  @Override
  public Double adam(Optimizer.Adam optimizer) {
    return OF_ADAPTIVE * (1 - outerMomentum);
  }

  @Override
  public Double adamW(Optimizer.AdamW optimizer) {
    return OF_ADAPTIVE * (1 - outerMomentum);
  }

  /** A step of trust / (1 - momentum) of the weights' norm in the end. */
  @Override
  public Double lars(Optimizer.Lars optimizer) {
    return 1 - outerMomentum;
  }

  private double along(double momentum) {
    return recipe.learningRateFor(outerMomentum) * (1 - momentum);
  }
}
