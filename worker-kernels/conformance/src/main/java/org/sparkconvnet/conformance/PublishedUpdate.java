package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Penalty;
import org.sparkconvnet.optimizer.UpdateRule;

/** An update rule in double precision, element by element: what every backend's is held to. */
final class PublishedUpdate {
  private final UpdateRule rule;
  private final ParameterLayout layout;
  private final PublishedFormulas formulas = new PublishedFormulas();
  private final double[][] vectors; // (element, vector of the optimiser)

  PublishedUpdate(UpdateRule rule, ParameterLayout layout) {
    this.rule = rule;
    this.layout = layout;
    vectors = new double[layout.parameterCount()][rule.vectors().size()];
  }

  /** The optimiser's vectors, by element. */
  double[][] vectors() {
    return vectors;
  }

  /** Moves the weights by update {@code t}, from 1. */
  void step(double[] w, double[] gradient, double rate, long t) {
    double[] g = clipped(gradient);
    for (Parameter parameter : layout.parameters()) {
      Penalty penalty = rule.penalty(parameter);
      boolean decoupled = rule.optimizer().decouplesDecay();
      double local = decoupled ? penalty.l2() : layerFactor(parameter, penalty, w, g);
      double l2 = decoupled ? 0 : penalty.l2();
      for (int i = parameter.offset(); i < parameter.end(); i++) {
        double slope = g[i] + l2 * w[i] + penalty.l1() * Math.signum(w[i]);
        w[i] += formulas.move(rule.optimizer(), w[i], slope, vectors[i], rate, t, local);
      }
      limit(parameter, penalty.maxNorm(), w);
    }
  }

  /** The gradient within its limits. */
  double[] clipped(double[] gradient) {
    double[] g = gradient.clone();
    double most = rule.clipping().value();
    double squares = 0;
    for (int i = 0; i < g.length; i++) {
      g[i] = most > 0 ? Math.max(-most, Math.min(most, g[i])) : g[i];
      squares += g[i] * g[i];
    }
    double norm = Math.sqrt(squares);
    if (rule.clipping().norm() > 0 && norm > rule.clipping().norm()) {
      for (int i = 0; i < g.length; i++) {
        g[i] *= rule.clipping().norm() / norm;
      }
    }
    return g;
  }

  private double layerFactor(Parameter parameter, Penalty penalty, double[] w, double[] g) {
    if (!(rule.optimizer() instanceof Optimizer.Lars lars) || !parameter.decays()) {
      return 1;
    }
    double ofWeights = norm(w, parameter.offset(), parameter.end());
    double ofGradient = norm(g, parameter.offset(), parameter.end());
    return ofWeights == 0 || ofGradient == 0
        ? 1
        : lars.trust() * ofWeights / (ofGradient + penalty.l2() * ofWeights);
  }

  private static void limit(Parameter parameter, double most, double[] w) {
    int length = parameter.elements() / parameter.dims().get(0);
    for (int row = parameter.offset(); most > 0 && row < parameter.end(); row += length) {
      double norm = norm(w, row, row + length);
      for (int i = row; i < row + length && norm > most; i++) {
        w[i] *= most / norm;
      }
    }
  }

  private static double norm(double[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += values[i] * values[i];
    }
    return Math.sqrt(squares);
  }
}
