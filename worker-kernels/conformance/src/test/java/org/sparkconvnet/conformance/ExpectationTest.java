package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.backend.Precision;

/** Derived tolerances are worth holding to: small beside what they are tolerances of. */
class ExpectationTest {
  /**
   * The median over all tensors of tolerance / norm. A gradient that is missing, doubled or of the
   * wrong sign is off by its norm; these medians are far below that.
   */
  @ParameterizedTest
  @CsvSource({
    "FP32, GAUSSIAN, 5e-6",
    "TF32, GAUSSIAN, 1e-2",
    "BF16, GAUSSIAN, 5e-2",
    "BF16, DYADIC, 2e-2",
    "FP16, GAUSSIAN, 1e-2"
  })
  void tolerancesAreSmall(Precision precision, Draw.Numbers numbers, double most) {
    List<Double> ratios = new ArrayList<>();
    for (ConformanceCase subject : ConformanceCases.all()) {
      if (subject.numbers() == numbers && subject.network().input().elements() < 1000) {
        ratios.addAll(ratios(Expectation.of(subject, Formats.of(precision))));
      }
    }
    ratios.sort(Double::compare);
    double median = ratios.get(ratios.size() / 2);
    assertTrue(median <= most, () -> "median " + median + "; " + ConformanceSeed.reproduce());
  }

  private static List<Double> ratios(Expectation expectation) {
    List<Double> ratios = new ArrayList<>();
    for (Map.Entry<String, double[]> tensor : expectation.trace().tensors().entrySet()) {
      if (!tensor.getKey().endsWith("correct")) {
        double norm = Vectors.norm(tensor.getValue());
        ratios.add(expectation.tolerance(tensor.getKey()) / norm);
      }
    }
    return ratios;
  }
}
