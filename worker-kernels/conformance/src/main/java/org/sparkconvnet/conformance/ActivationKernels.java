package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Activation;

/** The interpreter's activations. */
final class ActivationKernels {
  private ActivationKernels() {}

  /** f(y) in place; y itself where there is no activation. */
  static double[] applied(Activation activation, double[] y) {
    for (int i = 0; activation != null && i < y.length; i++) {
      y[i] = value(activation, y[i]);
    }
    return y;
  }

  /** dx = dy f'(x); {@code values} are what {@code ActivationOp.ActivationBackward} reads. */
  static double[] backward(Activation activation, double[] values, double[] dy) {
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[i] * slope(activation, values[i]);
    }
    return dx;
  }

  private static double value(Activation activation, double x) {
    return switch (activation.function()) {
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> Math.max(x, 0) + activation.alpha() * Math.min(x, 0);
      case ELU -> x > 0 ? x : activation.alpha() * Math.expm1(x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> sigmoid(x);
      case HARD_TANH -> Math.max(Math.min(x, 1), -1);
      case SOFTPLUS -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
      case GELU -> x / 2 * (1 + ErrorFunction.erf(x * Math.sqrt(0.5)));
      case SILU -> x * sigmoid(x);
    };
  }

  private static double slope(Activation activation, double value) {
    return switch (activation.function()) {
      case RELU -> value > 0 ? 1 : 0;
      case LEAKY_RELU -> value > 0 ? 1 : activation.alpha();
      case ELU -> value > 0 ? 1 : value + activation.alpha();
      case TANH -> (1 - value) * (1 + value);
      case SIGMOID -> value - value * value;
      case HARD_TANH -> Math.abs(value) < 1 ? 1 : 0;
      case SOFTPLUS -> sigmoid(value);
      case GELU ->
          (1 + ErrorFunction.erf(value * Math.sqrt(0.5))) / 2
              + value * Math.sqrt(0.5 / Math.PI) * Math.exp(-0.5 * value * value);
      case SILU -> {
        double sigmoid = sigmoid(value);
        yield sigmoid + value * sigmoid * (1 - sigmoid);
      }
    };
  }

  /** By the hyperbolic tangent: (1 + tanh(x / 2)) / 2. */
  private static double sigmoid(double x) {
    return x < -30 ? Math.exp(x) : (1 + Math.tanh(x / 2)) / 2;
  }
}
