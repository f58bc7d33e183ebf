package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Penalty;
import org.sparkconvnet.optimizer.UpdateRule;

/**
 * How far float32 weights may be from {@link PublishedUpdate}'s after t updates on the same
 * gradients. With u = 2^-24 and G = |g| + l2 |w| + l1, the sum of the sizes of a gradient's terms:
 *
 * <ul>
 *   <li>what is kept as an average or a velocity is rounded at most four times an update (its two
 *       products, their sum, the coefficient), and errors of earlier updates fade no slower than it
 *       does itself, so its error is at most 4 t u times the same average of G;
 *   <li>a step computed from it is rounded at most ten times more: (10 + 4 t) u times the step that
 *       G would make over the same denominator, enlarged by how much larger a denominator G would
 *       have made, for the denominator's error is relative to that;
 *   <li>Adadelta's numerator is an average of earlier steps, whose errors it inherits: 2 t^2 more;
 *       the norms in LARS's factor inherit the weights': 4 t more;
 *   <li>a weight is rounded twice an update: 2 u |w|; scaling to a largest norm rounds three times
 *       and else moves no two weights further apart;
 *   <li>a weight so near zero that its sign is not certain may be pulled either way by l1: its
 *       gradient is off by 2 l1, and by l2 times what the weight is off, and so is a velocity.
 * </ul>
 *
 * <p>Decay draws errors of weights towards zero; momentum may carry them past it, for which all is
 * doubled.
 */
final class UpdateBound {
  private static final double UNIT = 0x1p-24;

  private final UpdateRule rule;
  private final ParameterLayout layout;
  private final PublishedUpdate exact;
  private final PublishedFormulas formulas = new PublishedFormulas();
  private final double[][] sizes; // the optimiser's vectors, had G been the gradient
  private final double[] bound;
  private final double[] strayed; // of a velocity, by gradients at weights that are off

  UpdateBound(UpdateRule rule, ParameterLayout layout, PublishedUpdate exact) {
    this.rule = rule;
    this.layout = layout;
    this.exact = exact;
    sizes = new double[layout.parameterCount()][rule.vectors().size()];
    bound = new double[layout.parameterCount()];
    strayed = new double[layout.parameterCount()];
  }

  /** Adds what update {@code t} may add; {@code w} are the weights before, exact is after it. */
  void step(double[] w, double[] gradient, double rate, long t) {
    double[] g = exact.clipped(gradient);
    for (Parameter parameter : layout.parameters()) {
      Penalty penalty = rule.penalty(parameter);
      boolean decoupled = rule.optimizer().decouplesDecay();
      double l2 = decoupled ? 0 : penalty.l2();
      double local = decoupled ? penalty.l2() : 1;
      for (int i = parameter.offset(); i < parameter.end(); i++) {
        double size = Math.abs(g[i]) + l2 * Math.abs(w[i]) + penalty.l1();
        double step =
            Math.abs(
                formulas.move(rule.optimizer(), Math.abs(w[i]), size, sizes[i], rate, t, local));
        double pull = Math.abs(w[i]) <= bound[i] ? 2 * penalty.l1() : 0;
        strayed[i] = momentum() * strayed[i] + pull + l2 * bound[i];
        bound[i] += rate * pull / (1 - momentum());
        double enlarged = enlargement(i, t);
        bound[i] += 2 * (roundings(t) * UNIT * step * enlarged * enlarged + 5 * UNIT * w(w[i]));
      }
    }
  }

  /** Most that the weight {@code i} may be off. */
  double of(int i) {
    return bound[i];
  }

  /** Most that element {@code i} of the optimiser's vector may be off after update {@code t}. */
  double ofVector(int vector, int i, long t) {
    return 2 * roundings(t) * UNIT * Math.abs(sizes[i][vector]) + strayed[i] + 0x1p-140;
  }

  private static double w(double weight) {
    return Math.abs(weight);
  }

  /** The share of a gradient that is kept for the next step, as it is. */
  private double momentum() {
    Optimizer optimizer = rule.optimizer();
    return optimizer instanceof Optimizer.Momentum m
        ? m.momentum()
        : optimizer instanceof Optimizer.Nesterov n ? n.momentum() : 0;
  }

  private double roundings(long t) {
    double all = 10 + 4.0 * t;
    if (rule.optimizer() instanceof Optimizer.Adadelta) {
      all += 2.0 * t * t;
    }
    return rule.optimizer() instanceof Optimizer.Lars ? all + 4.0 * t : all;
  }

  /** How much larger the denominator would be for G, the root of the averaged squares' quotient. */
  private double enlargement(int i, long t) {
    int squares =
        rule.vectors().indexOf("square"); // -1 where no denominator depends on the gradient
    if (squares < 0) {
      return 1;
    }
    double epsilon = 1e-30; // of the averages, whose quotient is 1 where both are zero
    return Math.sqrt((sizes[i][squares] + epsilon) / (exact.vectors()[i][squares] + epsilon));
  }
}
