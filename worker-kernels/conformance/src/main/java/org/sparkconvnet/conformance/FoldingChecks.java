package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Inference with batch normalisations folded into the layers before them, against the oracle's of
 * the network as it is.
 *
 * <p>The tolerance is the mean and 12 deviations of how far the oracle's logits move in {@value
 * #SAMPLES} runs under a {@link Disturbance} of the folded network, whose parameters are there
 * still the exact ones: what is disturbed is the rounding of folded weights and biases, of every
 * sum and of every stored number. Logits are continuous in all of these, so no decision is held.
 */
final class FoldingChecks {
  private static final int SAMPLES = 12;
  private static final double DEVIATIONS = 12;

  /** Of two computations in double, each of some hundred roundings a number. */
  private static final double IN_DOUBLE = 1e-12;

  private final Backend backend;
  private final Formats formats;
  private final ConformanceCase subject;
  private final BatchNormFolding folding;
  private final Draw draw;

  FoldingChecks(Backend backend, Formats formats, ConformanceCase subject) {
    this.backend = backend;
    this.formats = formats;
    this.subject = subject;
    this.folding = BatchNormFolding.of(subject.network());
    this.draw = subject.draw(1);
  }

  void agree(Set<Fusion> fusions) {
    assertTrue(folding.changes(), subject + " has nothing to fold");
    double[] exact = infer(subject.network(), Arithmetic.EXACT, draw.parameters(), draw.state());
    double[] parameters = foldedByFormula();
    double[] state = Vectors.widen(folding.state(draw.state()));
    double[] folded = infer(folding.network(), Arithmetic.EXACT, parameters, state);
    assertTrue(
        Vectors.distance(folded, exact) <= IN_DOUBLE * Vectors.norm(exact),
        subject + ": the formula's distance is " + Vectors.distance(folded, exact));
    double[] distances = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      long seed = ConformanceSeed.of(subject + " folded " + i);
      Disturbance disturbance = Disturbance.free(formats, seed);
      double[] moved = infer(folding.network(), disturbance, parameters, state);
      distances[i] = Vectors.distance(moved, exact);
    }
    double found = Vectors.distance(run(fusions), exact);
    double tolerance = tolerance(distances);
    assertTrue(
        found <= tolerance, subject + ", folded: off by " + found + ", tolerance " + tolerance);
  }

  private double[] infer(
      Network network, Arithmetic arithmetic, float[] parameters, float[] state) {
    return infer(network, arithmetic, Vectors.widen(parameters), Vectors.widen(state));
  }

  private double[] infer(
      Network network, Arithmetic arithmetic, double[] parameters, double[] state) {
    double[] images = Vectors.widen(draw.minibatches().get(0).images());
    return new Oracle(network, subject.batch(), arithmetic).infer(parameters, state, images);
  }

  private double[] run(Set<Fusion> fusions) {
    Plan plan = Planner.plan(folding.network(), subject.batch(), Plan.Mode.INFERENCE, fusions);
    long kept =
        folding.network().nodes().stream()
            .filter(node -> node.layer() instanceof Layer.BatchNormalization)
            .count();
    assertEquals(
        kept,
        plan.ops().stream().filter(op -> op instanceof NormalizationOp.BatchNormInference).count());
    Tuning none = Tuning.none(backend.name());
    try (Executable executable = backend.compile(plan, formats.precision(), none)) {
      BackendRun.write(
          executable,
          folding.parameters(draw.parameters(), draw.state()),
          folding.state(draw.state()));
      BackendRun.load(executable, draw.minibatches().get(0));
      float[] logits = new float[subject.batch() * subject.network().classes()];
      executable.infer(logits);
      return Vectors.widen(logits);
    }
  }

  private static double tolerance(double[] distances) {
    double mean = 0;
    for (double distance : distances) {
      mean += distance / SAMPLES;
    }
    double squares = 0;
    for (double distance : distances) {
      squares += (distance - mean) * (distance - mean);
    }
    return mean + DEVIATIONS * Math.sqrt(squares / (SAMPLES - 1));
  }

  /** The folded parameters, unrounded, by the published formulas, name by name. */
  private double[] foldedByFormula() {
    Network original = subject.network();
    ParameterLayout to = ParameterLayout.of(folding.network());
    double[] target = new double[to.parameterCount()];
    for (Parameter parameter : to.parameters()) {
      Node norm = folded(original, parameter.layer());
      for (int i = 0; i < parameter.elements(); i++) {
        double own = original(parameter.name(), i);
        if (norm != null) {
          int k = i / (parameter.elements() / parameter.dims().get(0));
          double epsilon = ((Layer.BatchNormalization) norm.layer()).epsilon();
          double factor =
              original(norm.name() + ".scale", k)
                  / Math.sqrt(original(norm.name() + ".running_variance", k) + epsilon);
          own =
              parameter.role() == Parameter.Role.WEIGHT
                  ? own * factor
                  : original(norm.name() + ".shift", k)
                      + (own - original(norm.name() + ".running_mean", k)) * factor;
        }
        target[parameter.offset() + i] = own;
      }
    }
    return target;
  }

  /** The normalisation that reads the layer and is gone from the folded network; null for none. */
  private Node folded(Network original, String layer) {
    Set<String> left =
        folding.network().nodes().stream().map(Node::name).collect(Collectors.toSet());
    return original.nodes().stream()
        .filter(node -> node.inputs().contains(layer) && !left.contains(node.name()))
        .findFirst()
        .orElse(null);
  }

  /** A number of the original network's parameters or statistics; 0 for a bias it does not have. */
  private double original(String name, int i) {
    ParameterLayout from = ParameterLayout.of(subject.network());
    for (Parameter parameter : from.parameters()) {
      if (parameter.name().equals(name)) {
        return draw.parameters()[parameter.offset() + i];
      }
    }
    for (Parameter statistic : from.state()) {
      if (statistic.name().equals(name)) {
        return draw.state()[statistic.offset() + i];
      }
    }
    return 0;
  }
}
