package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Map;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * Holds the oracle's gradient to central differences of its loss, D(h) = (f(w+h) - f(w-h)) / 2h,
 * extrapolated: (4 D(h/2) - D(h)) / 3 is off by O(h^4), while |D(h) - D(h/2)|, which is O(h^2),
 * bounds that from above; rounding adds a few units of the loss over h. Where a ReLU or a max
 * pooling decides otherwise anywhere in w +- h, or the bound is not small, the inputs are drawn
 * anew.
 */
final class FiniteDifferences {
  private static final double STEP = 1e-3;
  private static final double ROUNDING = 64 * 0x1p-53 / STEP;
  private static final int DRAWS = 200;

  private final Network network;
  private final int batch;
  private final Oracle oracle;

  private FiniteDifferences(Network network, int batch) {
    this.network = network;
    this.batch = batch;
    this.oracle = new Oracle(network, batch);
  }

  /** Fails, naming network, parameter and seed, where the two disagree. */
  static void check(Network network, int batch) {
    FiniteDifferences differences = new FiniteDifferences(network, batch);
    long seed = ConformanceSeed.of(network.name() + " " + batch);
    for (int draw = 0; draw < DRAWS; draw++) {
      if (differences.agreeAt(Draw.of(network, batch, 1, Draw.Numbers.GAUSSIAN, seed + draw))) {
        return;
      }
    }
    fail(network.name() + ": every draw lies on a kink; " + ConformanceSeed.reproduce());
  }

  /** False where the draw will not do. */
  private boolean agreeAt(Draw draw) {
    double[] parameters = Vectors.widen(draw.parameters());
    OracleStep base = step(draw, parameters);
    for (Parameter parameter : ParameterLayout.of(network).parameters()) {
      for (int i = parameter.offset(); i < parameter.end(); i++) {
        double[] wide = ends(draw, parameters, i, STEP, base.decisions());
        double[] narrow = ends(draw, parameters, i, STEP / 2, base.decisions());
        if (wide == null || narrow == null) {
          return false;
        }
        double coarse = (wide[1] - wide[0]) / (2 * STEP);
        double fine = (narrow[1] - narrow[0]) / STEP;
        double bound = Math.abs(coarse - fine) + ROUNDING * Math.max(1, base.loss());
        if (bound > 1e-4) {
          return false;
        }
        String where = network.name() + ", " + parameter.name() + "[" + (i - parameter.offset());
        assertEquals(
            (4 * fine - coarse) / 3,
            base.gradient()[i],
            bound,
            () -> where + "]; " + ConformanceSeed.reproduce());
      }
    }
    return true;
  }

  /** The loss at w[i] - h and w[i] + h, or null where a decision differs. */
  private double[] ends(
      Draw draw, double[] parameters, int i, double h, Map<String, int[]> decisions) {
    double[] losses = new double[2];
    for (int end = 0; end < 2; end++) {
      double[] moved = parameters.clone();
      moved[i] += end == 0 ? -h : h;
      OracleStep step = step(draw, moved);
      for (Map.Entry<String, int[]> decision : decisions.entrySet()) {
        if (!Arrays.equals(decision.getValue(), step.decisions().get(decision.getKey()))) {
          return null;
        }
      }
      losses[end] = step.loss();
    }
    return losses;
  }

  private OracleStep step(Draw draw, double[] parameters) {
    Minibatch minibatch = draw.minibatches().get(0);
    return oracle.train(
        parameters,
        Vectors.widen(draw.state()),
        Vectors.widen(minibatch.images()),
        minibatch.labels(),
        minibatch.seed());
  }
}
