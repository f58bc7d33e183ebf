package org.sparkconvnet.random;

/**
 * The distribution Beta(alpha, alpha) on [0, 1], symmetric about 1/2: for small alpha most draws
 * lie near 0 or 1, alpha = 1 is uniform, for large alpha they gather at 1/2.
 *
 * <pre>
 * x = g / (g + h)      g, h independent Gamma(alpha, 1)
 * </pre>
 *
 * <p>Gamma by Marsaglia and Tsang (A simple method for generating gamma variables, 2000), for alpha
 * below 1 by their Gamma(alpha) = Gamma(alpha + 1) u^(1 / alpha). Computed with logarithms, so that
 * no alpha underflows, and by StrictMath, so that every machine draws the same bits.
 */
public final class SymmetricBeta {
  private final double alpha;
  private final double d;
  private final double c;

  /** Beta(alpha, alpha), alpha positive and finite. */
  public SymmetricBeta(double alpha) {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be positive and finite, got " + alpha);
    }
    this.alpha = alpha;
    this.d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
    this.c = 1 / Math.sqrt(9 * d);
  }

  /** The next draw, in [0, 1]. */
  public double next(RandomStream random) {
    double difference = logarithmOfGamma(random) - logarithmOfGamma(random); // of h and g
    if (alpha < 1) {
      difference += (logarithmOfUniform(random) - logarithmOfUniform(random)) / alpha;
    }
    return 1 / (1 + StrictMath.exp(difference));
  }

  /** Of a number with distribution Gamma(d + 1/3, 1). */
  private double logarithmOfGamma(RandomStream random) {
    double x;
    double v;
    double logarithm;
    do {
      x = random.nextGaussian();
      double root = 1 + c * x;
      v = root * root * root;
      logarithm = v > 0 ? StrictMath.log(v) : Double.NEGATIVE_INFINITY;
    } while (v <= 0 || logarithmOfUniform(random) > x * x / 2 + d * (1 - v + logarithm));
    return StrictMath.log(d) + logarithm;
  }

  /** Of a number in (0, 1]. */
  private static double logarithmOfUniform(RandomStream random) {
    return StrictMath.log(1 - random.nextDouble());
  }
}
