package org.sparkconvnet.conformance;

import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.OptimizerVisitor;

/**
 * The optimisers' formulas as they were published, one element at a time in double precision: what
 * an update adds to a weight. Sources are named at {@link Optimizer}.
 */
final class PublishedFormulas implements OptimizerVisitor<Double> {
  private double w;
  private double g;
  private double[] v;
  private double rate;
  private long t;
  private double local;

  /**
   * What update {@code t} adds to a weight.
   *
   * @param w the weight
   * @param g its gradient, clipped and with its penalties
   * @param v this element of each of the optimiser's vectors, which is moved
   * @param local AdamW's decay, LARS's factor of the rate
   */
  double move(
      Optimizer optimizer, double w, double g, double[] v, double rate, long t, double local) {
    this.w = w;
    this.g = g;
    this.v = v;
    this.rate = rate;
    this.t = t;
    this.local = local;
    return optimizer.accept(this);
  }

  @Override
  public Double sgd(Optimizer.Sgd optimizer) {
    return -rate * g;
  }

  @Override
  public Double momentum(Optimizer.Momentum optimizer) {
    v[0] = optimizer.momentum() * v[0] - rate * g;
    return v[0];
  }

  @Override
  public Double nesterov(Optimizer.Nesterov optimizer) {
    v[0] = optimizer.momentum() * v[0] - rate * g;
    return optimizer.momentum() * v[0] - rate * g;
  }

  @Override
  public Double averaged(Optimizer.Averaged optimizer) {
    v[0] = average(optimizer.beta(), v[0], g);
    double mean = optimizer.biasCorrection() ? v[0] / (1 - Math.pow(optimizer.beta(), t)) : v[0];
    return -rate * mean;
  }

  @Override
  public Double adadelta(Optimizer.Adadelta optimizer) {
    v[0] = average(optimizer.rho(), v[0], g * g);
    double root = Math.sqrt(v[1] + optimizer.epsilon());
    double delta = -root / Math.sqrt(v[0] + optimizer.epsilon()) * g;
    v[1] = average(optimizer.rho(), v[1], delta * delta);
    return rate * delta;
  }

  @Override
  public Double rmsProp(Optimizer.RmsProp optimizer) {
    v[0] = average(optimizer.rho(), v[0], g * g);
    return -rate * g / (Math.sqrt(v[0]) + optimizer.epsilon());
  }

  @Override
  public Double adam(Optimizer.Adam optimizer) {
    return -rate * direction(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
  }

  @Override
  public Double adamW(Optimizer.AdamW optimizer) {
    double direction = direction(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
    return -rate * (direction + local * w);
  }

  @Override
  public Double lars(Optimizer.Lars optimizer) {
    v[0] = optimizer.momentum() * v[0] - rate * local * g;
    return v[0];
  }

  private double direction(double beta1, double beta2, double epsilon) {
    v[0] = average(beta1, v[0], g);
    v[1] = average(beta2, v[1], g * g);
    double mean = v[0] / (1 - Math.pow(beta1, t));
    double square = v[1] / (1 - Math.pow(beta2, t));
    return mean / (Math.sqrt(square) + epsilon);
  }

  private static double average(double beta, double past, double now) {
    return beta * past + (1 - beta) * now;
  }
}
