package org.sparkconvnet.noise;

/**
 * What the gradients of some minibatches of one size say.
 *
 * <pre>
 * trace         tr(Sigma), the variance of one example's gradient, summed over parameters
 * squaredNorm   |G|^2, G the gradient of the expected loss
 * noiseScale    B_simple = tr(Sigma) / |G|^2, in examples
 * </pre>
 *
 * <p>Errors are standard errors, by the jackknife over groups of minibatches (Quenouille, Tukey).
 *
 * @param batch examples in a minibatch
 * @param minibatches how many were measured
 */
public record NoiseEstimate(
    int batch,
    int minibatches,
    double trace,
    double traceError,
    double squaredNorm,
    double squaredNormError,
    double noiseScale,
    double noiseScaleError) {
  private static final double SURE = 2;

  /** sqrt(tr(Sigma) / batch): how far a minibatch's gradient lies from G, as a root mean square. */
  public double standardError() {
    return Math.sqrt(trace / batch);
  }

  /** The error of {@link #standardError}, relative to it. */
  public double relativeError() {
    return traceError / trace / 2;
  }

  /** Whether |G|^2, and with it the noise scale, stands out from its error. */
  public boolean hasNoiseScale() {
    return squaredNorm > SURE * squaredNormError && Double.isFinite(noiseScale);
  }
}
