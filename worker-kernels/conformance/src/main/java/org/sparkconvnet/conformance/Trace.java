package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/** Everything that can be seen of a case's run, tensor by tensor, under names people can read. */
final class Trace {
  private final ParameterLayout layout;
  private final Map<String, double[]> tensors = new LinkedHashMap<>();

  Trace(ParameterLayout layout) {
    this.layout = layout;
  }

  /** What a step shows before its descent; {@code loss} is the mean. */
  void step(int step, double loss, int correct, double[] gradient, double[] state) {
    String prefix = "step " + step + " ";
    put(prefix + "loss", loss);
    put(correctName(step), correct);
    split(prefix + "gradient of ", layout.parameters(), gradient);
    split(prefix + "state ", layout.state(), state);
  }

  void parameters(String when, double[] parameters) {
    split(when + " ", layout.parameters(), parameters);
  }

  void logits(String when, double[] logits) {
    tensors.put(when + " inferred logits", logits.clone());
  }

  Map<String, double[]> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  static String correctName(int step) {
    return "step " + step + " correct";
  }

  /** A name for the logits that a training step does not show. */
  static String hiddenLogitsName(int step) {
    return "step " + step + " logits";
  }

  /** The name of the first tensor whose bits differ from the other trace's, or null. */
  String firstDifference(Trace other) {
    for (Map.Entry<String, double[]> tensor : tensors.entrySet()) {
      if (!Arrays.equals(tensor.getValue(), other.tensors.get(tensor.getKey()))) {
        return tensor.getKey();
      }
    }
    return null;
  }

  private void put(String name, double value) {
    tensors.put(name, new double[] {value});
  }

  private void split(String prefix, List<Parameter> parts, double[] flat) {
    for (Parameter part : parts) {
      tensors.put(prefix + part.name(), Arrays.copyOfRange(flat, part.offset(), part.end()));
    }
  }
}
