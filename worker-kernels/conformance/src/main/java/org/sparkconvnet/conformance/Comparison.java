package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Holds a run to an {@link Expectation}, and two runs to the same bits. */
final class Comparison {
  private Comparison() {}

  /** Fails with every tensor that is further from the oracle than its tolerance. */
  static void agree(String where, Expectation expectation, Trace found) {
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, double[]> entry : expectation.trace().tensors().entrySet()) {
      double[] exact = entry.getValue();
      double error = Vectors.distance(found.tensors().get(entry.getKey()), exact);
      double tolerance = expectation.tolerance(entry.getKey());
      if (!(error <= tolerance)) {
        failures.add(
            String.format(
                "  %s: error %.3g, tolerance %.3g, norm %.3g",
                entry.getKey(), error, tolerance, Vectors.norm(exact)));
      }
    }
    if (!failures.isEmpty()) {
      Assertions.fail(
          where
              + " is too far from the oracle; "
              + ConformanceSeed.reproduce()
              + "\n"
              + String.join("\n", failures));
    }
  }

  /** Fails where a bit differs. */
  static void sameBits(String where, String what, Trace expected, Trace found) {
    String tensor = expected.firstDifference(found);
    if (tensor != null) {
      double distance =
          Vectors.distance(expected.tensors().get(tensor), found.tensors().get(tensor));
      Assertions.fail(
          String.format(
              "%s: %s has other bits %s (distance %.3g, tolerance 0); %s",
              where, tensor, what, distance, ConformanceSeed.reproduce()));
    }
  }
}
