package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far, tensor by tensor, several runs were from the exact one. */
final class Distances {
  private final Map<String, List<Double>> byTensor = new HashMap<>();

  void add(OracleRun run, OracleRun exact) {
    Map<String, double[]> reference = exact.trace().tensors();
    run.trace().tensors().forEach((name, values) -> add(name, values, reference.get(name)));
    for (int i = 0; i < run.steps().size(); i++) {
      add(
          Trace.hiddenLogitsName(i + 1),
          run.steps().get(i).logits(),
          exact.steps().get(i).logits());
    }
  }

  void clear() {
    byTensor.clear();
  }

  double mean(String tensor) {
    return of(tensor).stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** The standard deviation. */
  double deviation(String tensor) {
    double mean = mean(tensor);
    double square =
        of(tensor).stream().mapToDouble(d -> (d - mean) * (d - mean)).average().orElse(0);
    return Math.sqrt(square);
  }

  /** 0 where there are none. */
  double largest(String tensor) {
    return of(tensor).stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private List<Double> of(String tensor) {
    return byTensor.getOrDefault(tensor, List.of());
  }

  private void add(String name, double[] values, double[] reference) {
    byTensor
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(Vectors.distance(values, reference));
  }
}
