package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.Locale;

/**
 * A function applied to each number on its own, y = f(x).
 *
 * @param alpha the parameter of those functions that have one, else 0
 */
public record Activation(Function function, double alpha) implements Serializable {
  /** max(x, 0): what a {@link Layer.Relu} computes. */
  public static final Activation RELU = new Activation(Function.RELU, 0);

  /** The functions, s(x) being the logistic function 1 / (1 + exp(-x)). */
  public enum Function {
    /** max(x, 0); its derivative at 0 is 0. */
    RELU(true, 0),
    /** x where x > 0, else alpha x (Maas, Hannun, Ng: Rectifier nonlinearities, 2013). */
    LEAKY_RELU(true, 0.01),
    /** x where x > 0, else alpha (exp(x) - 1) (Clevert et al.: Fast and accurate, 2015). */
    ELU(true, 1),
    /** 2 s(2x) - 1 = (exp(x) - exp(-x)) / (exp(x) + exp(-x)). */
    TANH(true, 0),
    /** s(x). */
    SIGMOID(true, 0),
    /** x, but not below -1 nor above 1; its derivative there is 0. */
    HARD_TANH(true, 0),
    /** log(1 + exp(x)), a smooth ReLU. */
    SOFTPLUS(false, 0),
    /**
     * x (1 + erf(x / sqrt 2)) / 2: x times the normal distribution's probability of less than x,
     * exactly and not by its approximation with tanh (Hendrycks, Gimpel: Gaussian error linear
     * units, 2016).
     */
    GELU(false, 0),
    /** x s(x) (Elfwing, Uchibe, Doya: Sigmoid-weighted linear units, 2017). */
    SILU(false, 0);

    private final boolean derivativeFromResult;
    private final double defaultAlpha;

    Function(boolean derivativeFromResult, double defaultAlpha) {
      this.derivativeFromResult = derivativeFromResult;
      this.defaultAlpha = defaultAlpha;
    }

    /** True where alpha means something. */
    public boolean hasAlpha() {
      return defaultAlpha > 0;
    }

    /** Alpha where nothing is said; 0 where it means nothing. */
    public double defaultAlpha() {
      return defaultAlpha;
    }

    /** As in {@code leaky_relu}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Activation {
    if (function.hasAlpha() && !(alpha > 0 && Double.isFinite(alpha))) {
      throw new NetworkException(function.text() + "'s alpha must be positive, got " + alpha);
    }
    if (!function.hasAlpha() && alpha != 0) {
      throw new NetworkException(function.text() + " has no alpha, got " + alpha);
    }
  }

  /** The function with its default alpha. */
  public static Activation of(Function function) {
    return new Activation(function, function.defaultAlpha());
  }

  /** What the layer applies to each number, or null where it is no activation. */
  public static Activation of(Layer layer) {
    if (layer instanceof Layer.Relu) {
      return RELU;
    }
    return layer instanceof Layer.Activate activate ? activate.activation() : null;
  }

  /**
   * True where y alone tells the derivative, so that x need not be kept: s' = y (1 - y), tanh' = 1
   * - y^2, ELU' = y + alpha below 0.
   */
  public boolean derivativeFromResult() {
    return function.derivativeFromResult;
  }

  /**
   * True where x1 <= x2 gives f(x1) <= f(x2) (alpha is positive): the greatest of several f(x) is f
   * of the greatest x. GELU and SiLU have a valley left of 0.
   */
  public boolean isMonotone() {
    return switch (function) {
      case RELU, LEAKY_RELU, ELU, TANH, SIGMOID, HARD_TANH, SOFTPLUS -> true;
      case GELU, SILU -> false;
    };
  }

  /** True where the derivative jumps: at 0, of a hard tanh at -1 and 1. */
  public boolean hasKink() {
    return switch (function) {
      case RELU, LEAKY_RELU, HARD_TANH -> true;
      case ELU -> alpha != 1;
      case TANH, SIGMOID, SOFTPLUS, GELU, SILU -> false;
    };
  }

  /** {@code tanh}, {@code leaky_relu 0.01}. */
  @Override
  public String toString() {
    return function.text() + (function.hasAlpha() ? " " + alpha : "");
  }
}
