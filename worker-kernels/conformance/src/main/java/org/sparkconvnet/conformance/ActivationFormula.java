package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Activation;

/** The oracle's activations, by the formulas of {@link Activation.Function}. */
final class ActivationFormula {
  /**
   * Roundings on the way from x to y: of a range reduction, a polynomial for the exponential, a sum
   * and a quotient or logarithm. Each is of a number no larger than {@link #scale} or y.
   */
  static final int ROUNDINGS = 16;

  private final Activation activation;
  private final double alpha;

  ActivationFormula(Activation activation) {
    this.activation = activation;
    this.alpha = activation.alpha();
  }

  /** f(x). */
  double value(double x) {
    return switch (activation.function()) {
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : alpha * x;
      case ELU -> x > 0 ? x : alpha * (Math.exp(x) - 1);
      case TANH -> 2 * logistic(2 * x) - 1;
      case SIGMOID -> logistic(x);
      case HARD_TANH -> Math.min(Math.max(x, -1), 1);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case GELU -> x * normal(x);
      case SILU -> x * logistic(x);
    };
  }

  /**
   * Where x lies: 0 left of a kink, 1 right of it; of a hard tanh 0 outside [-1, 1], 1 within. What
   * has no kink decides nothing.
   */
  int side(double x) {
    return switch (activation.function()) {
      case HARD_TANH -> x > -1 && x < 1 ? 1 : 0;
      default -> x > 0 ? 1 : 0;
    };
  }

  /**
   * f'(x), from the value that the backward op reads: y or x, as {@link
   * Activation#derivativeFromResult} says.
   *
   * @param side what {@link #side} said of x
   */
  double derivative(double value, int side) {
    return switch (activation.function()) {
      case RELU, HARD_TANH -> side;
      case LEAKY_RELU -> side == 1 ? 1 : alpha;
      case ELU -> side == 1 ? 1 : value + alpha;
      case TANH -> 1 - value * value;
      case SIGMOID -> value * (1 - value);
      case SOFTPLUS -> logistic(value);
      case GELU -> normal(value) + value * Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
      case SILU -> logistic(value) * (1 + value * (1 - logistic(value)));
    };
  }

  /** Roundings from x to y; a kink and a product take one or two. */
  int roundings() {
    return switch (activation.function()) {
      case RELU, LEAKY_RELU, HARD_TANH -> 1;
      case ELU, TANH, SIGMOID, SOFTPLUS, GELU, SILU -> ROUNDINGS;
    };
  }

  /** What the largest number on the way is worth in y: 1 where s(x) or exp(x) <= 1 is. */
  double scale(double x) {
    return switch (activation.function()) {
      case RELU, LEAKY_RELU, HARD_TANH -> 0;
      case ELU -> alpha;
      case TANH, SIGMOID, SOFTPLUS -> 1;
      case GELU, SILU -> Math.max(1, Math.abs(x));
    };
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The normal distribution's probability of less than x. */
  private static double normal(double x) {
    return (1 + ErrorFunction.erf(x / Math.sqrt(2))) / 2;
  }
}
