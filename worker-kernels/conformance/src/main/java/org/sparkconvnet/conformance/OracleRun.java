package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/** A case run by the oracle: inference, then step and descent for each minibatch, inference. */
final class OracleRun {
  private final Draw draw;
  private final Arithmetic arithmetic;
  private final ParameterLayout layout;
  private final Oracle oracle;
  private final Trace trace;
  private final List<OracleStep> steps = new ArrayList<>();

  private OracleRun(ConformanceCase subject, Draw draw, Arithmetic arithmetic) {
    this.draw = draw;
    this.arithmetic = arithmetic;
    this.layout = ParameterLayout.of(subject.network());
    this.oracle = new Oracle(subject.network(), subject.batch(), arithmetic);
    this.trace = new Trace(layout);
  }

  static OracleRun of(ConformanceCase subject, Draw draw, Arithmetic arithmetic) {
    OracleRun run = new OracleRun(subject, draw, arithmetic);
    run.run();
    return run;
  }

  Trace trace() {
    return trace;
  }

  /** The training steps, with every node's value. */
  List<OracleStep> steps() {
    return steps;
  }

  /** In how many places, over all steps, the node decides otherwise than in the other run. */
  long turns(OracleRun other, String node) {
    long turns = 0;
    for (int i = 0; i < steps.size(); i++) {
      int[] mine = steps.get(i).decisions().get(node);
      int[] theirs = other.steps.get(i).decisions().get(node);
      for (int j = 0; j < mine.length; j++) {
        turns += mine[j] == theirs[j] ? 0 : 1;
      }
    }
    return turns;
  }

  /** Mean over steps and elements of the squared difference between the runs' values of a node. */
  double meanSquareFrom(OracleRun other, String node) {
    double sum = 0;
    for (int i = 0; i < steps.size(); i++) {
      double[] values = steps.get(i).values().get(node);
      double distance = Vectors.distance(values, other.steps.get(i).values().get(node));
      sum += distance * distance / values.length;
    }
    return sum / steps.size();
  }

  private void run() {
    double[] parameters = Vectors.widen(draw.parameters());
    double[] state = Vectors.widen(draw.state());
    double[] images = Vectors.widen(draw.minibatches().get(0).images());
    trace.logits("first", oracle.infer(parameters, state, images));
    for (Minibatch minibatch : draw.minibatches()) {
      images = Vectors.widen(minibatch.images());
      OracleStep step =
          oracle.train(parameters, state, images, minibatch.labels(), minibatch.seed());
      steps.add(step);
      trace.step(steps.size(), step.loss(), step.correct(), step.gradient(), step.state());
      oracle.descend(parameters, step.gradient(), draw.rate(), draw.decay());
      layout.parameters().forEach(parameter -> round(parameters, parameter));
      state = step.state();
    }
    trace.parameters("at last", parameters);
    trace.logits("last", oracle.infer(parameters, state, images));
  }

  private void round(double[] parameters, Parameter parameter) {
    double[] part = Arrays.copyOfRange(parameters, parameter.offset(), parameter.end());
    arithmetic.float32(part, 3, 0);
    System.arraycopy(part, 0, parameters, parameter.offset(), part.length);
  }
}
