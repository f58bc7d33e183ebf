package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * The reference that every backend is held to: loss, gradients and running statistics of a network
 * in double precision, by direct loops over the formulas of {@link org.sparkconvnet.network.Layer}.
 * It walks the network itself and knows nothing of plans, so it catches the planner's mistakes as
 * well as the kernels'. Finite differences of its own loss hold it in turn.
 *
 * <p>Parameters and state are flat vectors in the order of {@link ParameterLayout}; images are (N,
 * C, H, W). Instances keep nothing between calls.
 */
public final class Oracle {
  private final Network network;
  private final ParameterLayout layout;
  private final int batch;
  private final Arithmetic arithmetic;

  /** An exact reference for minibatches of {@code batch} examples. */
  public Oracle(Network network, int batch) {
    this(network, batch, Arithmetic.EXACT);
  }

  Oracle(Network network, int batch, Arithmetic arithmetic) {
    this.network = network;
    this.layout = ParameterLayout.of(network);
    this.batch = batch;
    this.arithmetic = arithmetic;
  }

  /**
   * Forward, loss and backward with minibatch statistics and dropout.
   *
   * @param labels one class per example
   * @param seed the step's dropout seed
   */
  public OracleStep train(
      double[] parameters, double[] state, double[] images, int[] labels, long seed) {
    requireLength("labels", labels.length, batch);
    OraclePass pass = pass(parameters, state, images);
    OracleForward forward = new OracleForward(pass, true, seed);
    network.nodes().forEach(forward::visit);
    OracleLoss loss = OracleLoss.of(network.criterion(), logits(pass), labels, network.classes());
    pass.contribute(network.loss().inputs().get(0), loss.gradient(pass.arithmetic()));

    OracleBackward backward = new OracleBackward(pass);
    List<Node> nodes = network.nodes();
    for (int i = nodes.size() - 2; i >= 0; i--) {
      backward.visit(nodes.get(i));
    }
    return new OracleStep(
        loss.mean(pass.arithmetic()),
        logits(pass),
        loss.correct(),
        pass.gradient(),
        pass.newState(),
        pass.values(),
        pass.decisions());
  }

  /** Logits (N, classes) with the running statistics and without dropout. */
  public double[] infer(double[] parameters, double[] state, double[] images) {
    OraclePass pass = pass(parameters, state, images);
    OracleForward forward = new OracleForward(pass, false, 0);
    network.nodes().forEach(forward::visit);
    return logits(pass).clone();
  }

  /** w -= rate (gradient + decay w), decay for those parameters that decay; in place. */
  public void descend(double[] parameters, double[] gradient, double rate, double decay) {
    requireLength("parameters", parameters.length, layout.parameterCount());
    requireLength("gradient", gradient.length, layout.parameterCount());
    for (Parameter parameter : layout.parameters()) {
      double pull = parameter.decays() ? decay : 0;
      for (int i = parameter.offset(); i < parameter.end(); i++) {
        parameters[i] -= rate * (gradient[i] + pull * parameters[i]);
      }
    }
  }

  private OraclePass pass(double[] parameters, double[] state, double[] images) {
    requireLength("parameters", parameters.length, layout.parameterCount());
    requireLength("state", state.length, layout.stateCount());
    requireLength("images", images.length, batch * network.input().elements());
    return new OraclePass(network, layout, batch, arithmetic, parameters, state, images);
  }

  private double[] logits(OraclePass pass) {
    return pass.value(network.loss().inputs().get(0));
  }

  private static void requireLength(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what + " has " + length + " numbers, expected " + expected);
    }
  }
}
