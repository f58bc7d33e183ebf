package org.sparkconvnet.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

/** Gradients drawn around a known one with a known variance. */
class NoiseEstimatorTest {
  private static final int PARAMETERS = 40;

  /** Parameter i has mean 0.1 and an example's standard deviation of 0.5 + i / 40. */
  private static double deviation(int i) {
    return 0.5 + (double) i / PARAMETERS;
  }

  private static double trace() {
    double trace = 0;
    for (int i = 0; i < PARAMETERS; i++) {
      trace += deviation(i) * deviation(i);
    }
    return trace;
  }

  private static final double SQUARED_NORM = 0.1 * 0.1 * PARAMETERS;

  private static NoiseEstimate draw(int batch, int minibatches, RandomStream random) {
    NoiseEstimator estimator = new NoiseEstimator(PARAMETERS, batch);
    float[] gradient = new float[PARAMETERS];
    for (int j = 0; j < minibatches; j++) {
      for (int i = 0; i < PARAMETERS; i++) {
        double error = random.nextGaussian() * deviation(i) / Math.sqrt(batch);
        gradient[i] = (float) (0.1 + error);
      }
      estimator.add(gradient);
    }
    return estimator.estimate();
  }

  /** Over 400 repetitions means lie within five standard errors of the truth. */
  @Test
  void estimatesHaveNoBias() {
    RandomStream random = new RandomStream(5);
    int repetitions = 400;
    double[] traces = new double[repetitions];
    double[] norms = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      NoiseEstimate estimate = draw(16, 32, random);
      traces[i] = estimate.trace();
      norms[i] = estimate.squaredNorm();
    }
    assertMean(trace(), traces);
    assertMean(SQUARED_NORM, norms);
  }

  private static void assertMean(double expected, double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    assertEquals(expected, mean, 5 * error);
  }

  /**
   * Of 400 estimates those within two stated errors: of a normal error known exactly 95%, of one
   * estimated from 8 groups (7 degrees of freedom) 91%.
   */
  @Test
  void errorsAreAsLargeAsStated() {
    RandomStream random = new RandomStream(6);
    int trace = 0;
    int norm = 0;
    int scale = 0;
    for (int i = 0; i < 400; i++) {
      NoiseEstimate estimate = draw(64, 64, random);
      trace += Math.abs(estimate.trace() - trace()) < 2 * estimate.traceError() ? 1 : 0;
      double normOff = Math.abs(estimate.squaredNorm() - SQUARED_NORM);
      norm += normOff < 2 * estimate.squaredNormError() ? 1 : 0;
      double scaleOff = Math.abs(estimate.noiseScale() - trace() / SQUARED_NORM);
      scale += scaleOff < 2 * estimate.noiseScaleError() ? 1 : 0;
      assertTrue(estimate.hasNoiseScale());
    }
    double spread = 5 * Math.sqrt(400 * 0.91 * 0.09);
    assertEquals(400 * 0.91, trace, spread);
    assertEquals(400 * 0.91, norm, spread);
    assertEquals(400 * 0.91, scale, spread);
  }

  @Test
  void standardErrorFallsAsTheRootOfTheSize() {
    RandomStream random = new RandomStream(7);
    double pulls = 0;
    for (int repetition = 0; repetition < 50; repetition++) {
      List<NoiseEstimate> estimates = new ArrayList<>();
      for (int batch = 8; batch <= 256; batch *= 2) {
        estimates.add(draw(batch, 4096 / batch, random));
      }
      PowerLaw law = PowerLaw.fit(estimates);
      assertEquals(-0.5, law.slope(), 6 * law.slopeError());
      assertTrue(law.slopeError() < 0.05, "slope " + law);
      assertEquals(Math.sqrt(trace()), law.factor(), 0.3 * Math.sqrt(trace()));
      double pull = (law.slope() + 0.5) / law.slopeError();
      pulls += pull * pull / 50;
    }
    assertTrue(pulls > 0.3 && pulls < 3, "squared deviations in units of the error: " + pulls);
  }

  /** standard errors of exactly 3 n^-1/2 give slope -1/2 and factor 3. */
  @Test
  void exactPowerLawIsFittedExactly() {
    List<NoiseEstimate> estimates = new ArrayList<>();
    for (int batch : new int[] {4, 16, 128}) {
      estimates.add(new NoiseEstimate(batch, 20, 9, 1 + batch, 1, 0.1, 9, 1));
    }
    PowerLaw law = PowerLaw.fit(estimates);
    assertEquals(-0.5, law.slope(), 1e-12);
    assertEquals(3, law.factor(), 1e-12);
  }

  @Test
  void aVanishingGradientHasNoNoiseScale() {
    RandomStream random = new RandomStream(8);
    NoiseEstimator estimator = new NoiseEstimator(PARAMETERS, 4);
    float[] gradient = new float[PARAMETERS];
    for (int j = 0; j < 64; j++) {
      for (int i = 0; i < PARAMETERS; i++) {
        gradient[i] = (float) (random.nextGaussian() + 1e-4);
      }
      estimator.add(gradient);
    }
    assertFalse(estimator.estimate().hasNoiseScale());
  }

  @Test
  void tooFewMinibatchesAreRefused() {
    NoiseEstimator estimator = new NoiseEstimator(1, 4);
    estimator.add(new float[1]);
    assertThrows(IllegalStateException.class, estimator::estimate);
  }
}
