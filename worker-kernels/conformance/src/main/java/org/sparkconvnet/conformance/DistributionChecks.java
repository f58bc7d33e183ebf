package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Minibatches of distributions in place of labels: of one class each they are labels, to the bit;
 * and since derivatives are affine in the targets, a mixture's gradient is the mixture of the
 * labels' own, and so is its loss, but for the quadratic one.
 */
final class DistributionChecks {
  private static final int BATCH = 5;

  private final Backend backend;
  private final Precision precision;
  private final Set<Fusion> fusions;
  private final Network network;
  private final Draw draw;
  private final int[] labels;
  private final int[] others = new int[BATCH];

  DistributionChecks(
      Backend backend, Precision precision, Set<Fusion> fusions, Layer.Loss criterion) {
    this.backend = backend;
    this.precision = precision;
    this.fusions = fusions;
    this.network =
        Network.builder("distributions, " + criterion, Shape.of(6))
            .dense("classifier", 4)
            .layer("loss", criterion)
            .build();
    this.draw =
        Draw.of(network, BATCH, 1, Draw.Numbers.GAUSSIAN, ConformanceSeed.of(network.name()));
    this.labels = draw.minibatches().get(0).labels();
    for (int n = 0; n < BATCH; n++) {
      others[n] = (labels[n] + 1 + n % 3) % 4;
    }
  }

  void all() {
    try (Executable executable = open(Plan.Labelling.DISTRIBUTIONS)) {
      executable.writeParameters(draw.parameters());
      executable.load(images(), labels);
      Result first = step(executable);
      executable.load(images(), others);
      Result second = step(executable);
      executable.loadDistributions(images(), mixture(1));
      same(first, step(executable));
      executable.loadDistributions(images(), mixture(0.75f));
      mixed(first, second, step(executable));
      float[] wrong = mixture(0.75f);
      wrong[7] += 0.5f;
      assertThrows(
          IllegalArgumentException.class, () -> executable.loadDistributions(images(), wrong));
    }
  }

  /** What takes labels alone says so. */
  void refusesWithoutTargets() {
    try (Executable executable = open(Plan.Labelling.CLASSES)) {
      assertThrows(
          IllegalStateException.class, () -> executable.loadDistributions(images(), mixture(1)));
    }
  }

  private record Result(double loss, int correct, float[] gradient) {}

  private Executable open(Plan.Labelling labelling) {
    Plan plan = Planner.plan(network, BATCH, Plan.Mode.TRAINING, fusions, labelling);
    return backend.compile(plan, precision, Tuning.none(backend.name()));
  }

  private Result step(Executable executable) {
    executable.computeGradients(1);
    float[] gradient = new float[executable.plan().layout().parameterCount()];
    executable.readGradients(gradient);
    return new Result(executable.lossSum(), executable.correct(), gradient);
  }

  private float[] images() {
    return draw.minibatches().get(0).images();
  }

  /** {@code share} of the label, the rest of the other one. */
  private float[] mixture(float share) {
    float[] distributions = new float[BATCH * 4];
    for (int n = 0; n < BATCH; n++) {
      distributions[4 * n + labels[n]] = share;
      distributions[4 * n + others[n]] = 1 - share;
    }
    return distributions;
  }

  private void same(Result labelled, Result distributed) {
    assertEquals(labelled.loss, distributed.loss, network.name());
    assertEquals(labelled.correct, distributed.correct, network.name());
    assertArrayEquals(labelled.gradient, distributed.gradient, network.name());
  }

  /** A few roundings of numbers as large as the targets, on their way through one product. */
  private void mixed(Result first, Result second, Result mixture) {
    double unit = Rounding.operandUnit(precision);
    if (!(network.criterion() instanceof Layer.QuadraticError)) {
      double expected = 0.75 * first.loss + 0.25 * second.loss;
      assertEquals(expected, mixture.loss, 8 * Rounding.unit(Precision.FP32) * 10 * BATCH);
    }
    assertEquals(first.correct, mixture.correct, network.name());
    double[] gradient = new double[mixture.gradient.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = 0.75 * first.gradient[i] + 0.25 * second.gradient[i];
    }
    double size = Vectors.norm(Vectors.widen(first.gradient));
    size += Vectors.norm(Vectors.widen(second.gradient));
    double distance = Vectors.distance(gradient, Vectors.widen(mixture.gradient));
    assertTrue(distance <= 8 * unit * size, network.name() + ": off by " + distance);
  }
}
