package org.sparkconvnet.noise;

import java.util.List;

/**
 * standard error = factor * n^slope, fitted to measurements in logarithms by least squares, each
 * weighted by its own error. Independent examples give the slope -1/2.
 *
 * @param slope of log standard error against log n
 * @param slopeError its standard error, enlarged where the points scatter more than their errors
 * @param factor the standard error of one example's gradient
 */
public record PowerLaw(double slope, double slopeError, double factor) {
  /** The fit to at least two sizes. */
  public static PowerLaw fit(List<NoiseEstimate> estimates) {
    double weights = 0;
    double sumX = 0;
    double sumY = 0;
    for (NoiseEstimate estimate : estimates) {
      double weight = weight(estimate);
      weights += weight;
      sumX += weight * x(estimate);
      sumY += weight * y(estimate);
    }
    double meanX = sumX / weights;
    double meanY = sumY / weights;
    double xx = 0;
    double xy = 0;
    for (NoiseEstimate estimate : estimates) {
      xx += weight(estimate) * (x(estimate) - meanX) * (x(estimate) - meanX);
      xy += weight(estimate) * (x(estimate) - meanX) * (y(estimate) - meanY);
    }
    double slope = xy / xx;
    double chiSquared = 0;
    for (NoiseEstimate estimate : estimates) {
      double residual = y(estimate) - meanY - slope * (x(estimate) - meanX);
      chiSquared += weight(estimate) * residual * residual;
    }
    double scatter = estimates.size() > 2 ? chiSquared / (estimates.size() - 2) : 1;
    double error = Math.sqrt(Math.max(1, scatter) / xx);
    return new PowerLaw(slope, error, Math.exp(meanY - slope * meanX));
  }

  private static double x(NoiseEstimate estimate) {
    return Math.log(estimate.batch());
  }

  private static double y(NoiseEstimate estimate) {
    return Math.log(estimate.standardError());
  }

  private static double weight(NoiseEstimate estimate) {
    double error = estimate.relativeError();
    return 1 / (error * error);
  }
}
