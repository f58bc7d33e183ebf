package org.sparkconvnet.conformance;

/** The error function in double precision. */
final class ErrorFunction {
  /** From here on erf differs from 1 by less than half a unit of its last place. */
  private static final double SATURATED = 6;

  private ErrorFunction() {}

  /**
   * erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, by the series 2 / sqrt(pi)
   * exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)), whose terms all have x's sign (Abramowitz,
   * Stegun, 7.1.6).
   */
  static double erf(double x) {
    if (Math.abs(x) > SATURATED) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 0x1p-60 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
