package org.sparkconvnet.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricBetaTest {
  private static final int DRAWS = 100_000;

  /** What a standard normal number exceeds less than once in a million times. */
  private static final double SURE = 5;

  /** The mean is 1/2, the variance 1 / (4 (2 alpha + 1)). */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 0.4, 1, 2.5, 100})
  void momentsAreBetas(double alpha) {
    double[] draws = draws(alpha);
    double variance = 1 / (4 * (2 * alpha + 1));
    double mean = Arrays.stream(draws).average().getAsDouble();
    double[] squares = Arrays.stream(draws).map(x -> (x - 0.5) * (x - 0.5)).toArray();
    double spread = Arrays.stream(squares).average().getAsDouble();
    double fourth = Arrays.stream(squares).map(x -> x * x).average().getAsDouble();
    assertEquals(0.5, mean, SURE * Math.sqrt(variance / DRAWS));
    assertEquals(variance, spread, SURE * Math.sqrt((fourth - spread * spread) / DRAWS));
  }

  /** Kolmogorov and Smirnov, where the distribution function has a closed form. */
  @Test
  void distributionsAreBetas() {
    requireDistribution(0.5, x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    requireDistribution(1, x -> x);
    requireDistribution(2, x -> x * x * (3 - 2 * x));
  }

  @Test
  void theSmallestAndLargestAlphasStayInRange() {
    for (double alpha : new double[] {Double.MIN_VALUE, 1e-300, 1e-3, 1e300}) {
      RandomStream random = new RandomStream(3);
      SymmetricBeta beta = new SymmetricBeta(alpha);
      double sum = 0;
      for (int i = 0; i < 1000; i++) {
        double drawn = beta.next(random);
        assertTrue(drawn >= 0 && drawn <= 1, alpha + ": " + drawn);
        sum += drawn;
      }
      assertEquals(500, sum, SURE * 0.5 * Math.sqrt(1000));
    }
  }

  @Test
  void otherAlphasAreRefused() {
    for (double alpha : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new SymmetricBeta(alpha));
    }
  }

  private static void requireDistribution(double alpha, DoubleUnaryOperator cumulative) {
    double[] draws = draws(alpha);
    Arrays.sort(draws);
    double largest = 0;
    for (int i = 0; i < DRAWS; i++) {
      double expected = cumulative.applyAsDouble(draws[i]);
      largest = Math.max(largest, Math.abs(expected - i / (double) DRAWS));
      largest = Math.max(largest, Math.abs(expected - (i + 1) / (double) DRAWS));
    }
    // Exceeded once in a million times: 2 exp(-2 n d^2).
    assertTrue(largest < Math.sqrt(Math.log(2e6) / (2.0 * DRAWS)), alpha + ": " + largest);
  }

  private static double[] draws(double alpha) {
    RandomStream random = new RandomStream(11);
    SymmetricBeta beta = new SymmetricBeta(alpha);
    double[] draws = new double[DRAWS];
    Arrays.setAll(draws, i -> beta.next(random));
    return draws;
  }
}
