package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Update rules on a backend: a hundred updates, each on a gradient that the backend computes at its
 * own weights, against {@link PublishedUpdate} on the same gradients from the same start.
 */
final class UpdateChecks {
  private static final int UPDATES = 100;
  private static final int BATCH = 3;
  private static final int MINIBATCHES = 4;
  private static final double RATE = 0.02;

  private static final Network NETWORK =
      Network.builder("updated", Shape.of(3, 7, 6))
          .convolution("conv", 5, Window.square(3).withPadding(1).withStride(2))
          .batchNormalization("norm")
          .relu("relu")
          .dense("classifier", 4)
          .softmaxCrossEntropy("loss")
          .build();

  private final Backend backend;
  private final Precision precision;
  private final Plan plan;
  private final ParameterLayout layout;
  private final Draw draw;

  UpdateChecks(Backend backend, Precision precision, Set<Fusion> fusions) {
    this.backend = backend;
    this.precision = precision;
    plan = Planner.plan(NETWORK, BATCH, Plan.Mode.TRAINING, fusions);
    layout = plan.layout();
    draw =
        Draw.of(
            NETWORK, BATCH, MINIBATCHES, Draw.Numbers.GAUSSIAN, ConformanceSeed.of("update rules"));
  }

  /** Every optimiser with settings under which each of them matters, and every penalty. */
  static Map<String, UpdateRule> rules() {
    Map<String, UpdateRule> rules = new LinkedHashMap<>();
    for (String text :
        List.of(
            "momentum:momentum=0.8",
            "nesterov:momentum=0.8",
            "averaged:beta=0.8",
            "averaged:beta=0.8,bias-correction=false",
            "adadelta:rho=0.9,epsilon=1e-4",
            "rmsprop:rho=0.8,epsilon=1e-2",
            "adam:beta1=0.8,beta2=0.95,epsilon=1e-2",
            "adamw:beta1=0.8,beta2=0.95,epsilon=1e-2",
            "lars:momentum=0.8,trust=0.02")) {
      rules.put(text, decaying(Optimizer.parse(text), 0.05));
    }
    Optimizer momentum = new Optimizer.Momentum(0.5);
    rules.put("sgd, l1", of(new Optimizer.Sgd(), new Regularization(0.02, 0, List.of())));
    rules.put("sgd, max-norm", of(new Optimizer.Sgd(), new Regularization(0, 0.7, List.of())));
    rules.put(
        "momentum, by layer",
        of(
            momentum,
            new Regularization(
                0.01,
                0,
                List.of(
                    Regularization.Override.parse("c*:l2=0,l1=0.02"),
                    Regularization.Override.parse("classifier:max-norm=0.5"),
                    Regularization.Override.parse("norm.scale:l2=0.1")))));
    rules.put("sgd, clipped by value", clipped(new Optimizer.Sgd(), new Clipping(0.02, 0)));
    rules.put("momentum, clipped by norm", clipped(momentum, new Clipping(0, 0.3)));
    rules.put("adam, clipped by both", clipped(adam(), new Clipping(0.1, 0.4)));
    rules.put("lars, clipped", clipped(new Optimizer.Lars(0.5, 0.02), new Clipping(0.1, 0.4)));
    return rules;
  }

  /** A hundred updates, then the optimiser's vectors. */
  void agrees(String name, UpdateRule rule) {
    PublishedUpdate exact = new PublishedUpdate(rule, layout);
    UpdateBound bound = new UpdateBound(rule, layout, exact);
    double[] w = Vectors.widen(draw.parameters());
    try (Executable run = compile(rule)) {
      BackendRun.write(run, draw.parameters(), draw.state());
      for (int t = 1; t <= UPDATES; t++) {
        float rate = rate(t);
        computeGradients(run, t);
        double[] gradient = Vectors.widen(BackendRun.gradients(run));
        run.update(rate, t);
        double[] before = w.clone();
        exact.step(w, gradient, rate, t);
        bound.step(before, gradient, rate, t);
        agree(where(name) + ", update " + t, w, BackendRun.parameters(run), bound);
      }
      agreeOnVectors(where(name), rule, exact, bound, run);
    }
    requireTelling(name, w, bound);
  }

  /** Weights and vectors moved to another executable go on with the same bits. */
  void moves(String name, UpdateRule rule) {
    try (Executable here = compile(rule);
        Executable there = compile(rule)) {
      BackendRun.write(here, draw.parameters(), draw.state());
      for (int t = 1; t <= 4; t++) {
        computeGradients(here, t);
        here.update(rate(t), t);
      }
      BackendRun.write(there, BackendRun.parameters(here), BackendRun.state(here));
      float[] vectors = vectors(here, rule);
      there.writeOptimizerState(vectors);
      Assertions.assertArrayEquals(vectors, vectors(there, rule), where(name) + ", as written");
      for (Executable run : List.of(here, there)) {
        computeGradients(run, 5);
        run.update(rate(5), 5);
      }
      Assertions.assertArrayEquals(
          BackendRun.parameters(here), BackendRun.parameters(there), where(name) + ", weights");
      Assertions.assertArrayEquals(
          vectors(here, rule), vectors(there, rule), where(name) + ", vectors");
    }
  }

  /** Plain SGD as a rule is descent. */
  void plainIsDescent() {
    float decay = 0.0625f;
    try (Executable ruled = compile(UpdateRule.sgd(decay));
        Executable descending = compile(UpdateRule.PLAIN)) {
      for (Executable run : List.of(ruled, descending)) {
        BackendRun.write(run, draw.parameters(), draw.state());
        computeGradients(run, 1);
      }
      ruled.update(rate(1), 1);
      descending.descend(rate(1), decay);
      Assertions.assertArrayEquals(
          BackendRun.parameters(descending), BackendRun.parameters(ruled), where("sgd"));
    }
  }

  private void computeGradients(Executable run, int t) {
    Minibatch minibatch = draw.minibatches().get(t % MINIBATCHES);
    BackendRun.load(run, minibatch);
    run.computeGradients(minibatch.seed());
  }

  private void agree(String where, double[] expected, float[] found, UpdateBound bound) {
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs(expected[i] - found[i]);
      if (!(difference <= bound.of(i))) {
        Assertions.fail(
            "%s: weight %d is %s where the formula gives %s: off by %s, more than %s; %s"
                .formatted(
                    where,
                    i,
                    found[i],
                    expected[i],
                    difference,
                    bound.of(i),
                    ConformanceSeed.reproduce()));
      }
    }
  }

  private void agreeOnVectors(
      String where, UpdateRule rule, PublishedUpdate exact, UpdateBound bound, Executable run) {
    float[] found = vectors(run, rule);
    int count = layout.parameterCount();
    for (int vector = 0; vector < rule.vectors().size(); vector++) {
      for (int i = 0; i < count; i++) {
        double expected = exact.vectors()[i][vector];
        double difference = Math.abs(expected - found[vector * count + i]);
        if (!(difference <= bound.ofVector(vector, i, UPDATES))) {
          Assertions.fail(
              "%s: element %d of '%s' is %s where the formula gives %s; %s"
                  .formatted(
                      where,
                      i,
                      rule.vectors().get(vector),
                      found[vector * count + i],
                      expected,
                      ConformanceSeed.reproduce()));
        }
      }
    }
  }

  /**
   * What is allowed must be small beside what the rule did, for most weights, or nothing was
   * checked. Not for all: l1 pulls weights towards zero, where their signs are not certain.
   */
  private void requireTelling(String name, double[] w, UpdateBound bound) {
    double moved = 0;
    for (int i = 0; i < w.length; i++) {
      moved += Math.abs(w[i] - draw.parameters()[i]) / w.length;
    }
    int telling = 0;
    for (int i = 0; i < w.length; i++) {
      telling += bound.of(i) < 0.05 * moved ? 1 : 0;
    }
    Assertions.assertTrue(
        telling > 0.75 * w.length,
        where(name) + ": " + telling + " of " + w.length + "; " + ConformanceSeed.reproduce());
  }

  private float[] vectors(Executable run, UpdateRule rule) {
    float[] target = new float[rule.stateCount(layout)];
    Arrays.fill(target, Float.NaN);
    run.readOptimizerState(target);
    return target;
  }

  private static float rate(int t) {
    return (float) (RATE * (1 + t % 3));
  }

  private Executable compile(UpdateRule rule) {
    return backend.compile(plan, precision, Tuning.none(backend.name()), rule);
  }

  private String where(String name) {
    return backend.name() + "/" + precision.text() + ", rule '" + name + "'";
  }

  private static UpdateRule decaying(Optimizer optimizer, double decay) {
    return new UpdateRule(optimizer, decay, Regularization.NONE, Clipping.NONE);
  }

  private static UpdateRule of(Optimizer optimizer, Regularization regularization) {
    return new UpdateRule(optimizer, 0.05, regularization, Clipping.NONE);
  }

  private static UpdateRule clipped(Optimizer optimizer, Clipping clipping) {
    return new UpdateRule(optimizer, 0, Regularization.NONE, clipping);
  }

  private static Optimizer adam() {
    return Optimizer.parse("adam:epsilon=1e-2");
  }
}
