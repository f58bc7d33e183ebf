package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** What one forward and backward pass of the oracle works on: values, derivatives, statistics. */
final class OraclePass {
  private final ParameterLayout layout;
  private final Map<String, Shape> shapes;
  private final int batch;
  private final Arithmetic arithmetic;
  private final double[] parameters;
  private final double[] state;
  private final double[] newState;
  private final double[] gradient;
  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, double[]> derivatives = new HashMap<>();
  private final Map<String, int[]> decisions = new LinkedHashMap<>();
  private final Map<String, double[]> saved = new HashMap<>();

  OraclePass(
      Network network,
      ParameterLayout layout,
      int batch,
      Arithmetic arithmetic,
      double[] parameters,
      double[] state,
      double[] images) {
    this.layout = layout;
    this.shapes = network.shapes();
    this.batch = batch;
    this.arithmetic = arithmetic;
    this.parameters = asRead(parameters);
    this.state = state;
    this.newState = state.clone();
    this.gradient = new double[layout.parameterCount()];
    double[] input = images.clone();
    arithmetic.activation(input, 1, 0);
    values.put(Network.INPUT, input);
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  int batch() {
    return batch;
  }

  Shape shape(String node) {
    return shapes.get(node);
  }

  double[] value(String node) {
    return values.get(node);
  }

  void setValue(String node, double[] value) {
    values.put(node, value);
  }

  /** What the forward pass kept for the backward pass under this name. */
  double[] saved(String name) {
    return saved.get(name);
  }

  void save(String name, double[] value) {
    saved.put(name, value);
  }

  int[] decision(String node) {
    return decisions.get(node);
  }

  void decide(String node, int[] decision) {
    decisions.put(node, decision);
  }

  /** The loss's derivative with respect to a node's value, summed over its readers. */
  double[] derivative(String node) {
    return derivatives.get(node);
  }

  /** Adds one reader's part of the derivative with respect to a node's value. */
  void contribute(String node, double[] part) {
    double[] sum = derivatives.get(node);
    if (sum == null) {
      derivatives.put(node, part.clone());
      return;
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
    arithmetic.activation(sum, 2, Math.sqrt(2) * Vectors.rootMeanSquare(part));
  }

  /** The named parameter's numbers, as kernels read them. */
  double[] parameter(String name) {
    Parameter range = layout.get(name);
    return Arrays.copyOfRange(parameters, range.offset(), range.end());
  }

  void setGradient(String name, double[] value) {
    System.arraycopy(value, 0, gradient, layout.get(name).offset(), value.length);
  }

  /** The named running statistic before the step. */
  double[] running(String name) {
    Parameter range = layout.get(name);
    return Arrays.copyOfRange(state, range.offset(), range.end());
  }

  void setRunning(String name, double[] value) {
    System.arraycopy(value, 0, newState, layout.get(name).offset(), value.length);
  }

  SlidingProduct product(Layer.Convolution layer, String input, String output) {
    Shape x = shape(input);
    Shape y = shape(output);
    return new SlidingProduct(
        batch,
        x.channels(),
        y.channels(),
        layer.groups(),
        x.positions(),
        y.positions(),
        Taps.of(layer.window(), x.spatial(), y.spatial()));
  }

  SlidingProduct product(Layer.Dense layer, String input) {
    return new SlidingProduct(batch, shape(input).elements(), layer.units(), 1, 1, 1, Taps.point());
  }

  SlidingPool pool(Window window, String input, String output) {
    Shape x = shape(input);
    Shape y = shape(output);
    Taps taps = Taps.of(window, x.spatial(), y.spatial());
    return new SlidingPool(batch * x.channels(), x.positions(), y.positions(), taps);
  }

  MaxoutUnits units(Layer.Maxout layer, String input) {
    return new MaxoutUnits(layer.pieces(), shape(input).positions());
  }

  ChannelNorm norm(Layer.BatchNormalization layer, String input) {
    Shape x = shape(input);
    return new ChannelNorm(batch, x.channels(), x.positions(), layer.epsilon());
  }

  double[] gradient() {
    return gradient;
  }

  double[] newState() {
    return newState;
  }

  Map<String, double[]> values() {
    return values;
  }

  Map<String, int[]> decisions() {
    return decisions;
  }

  private double[] asRead(double[] master) {
    double[] read = master.clone();
    for (Parameter parameter : layout.parameters()) {
      if (parameter.role() == Parameter.Role.WEIGHT) {
        double[] weight = Arrays.copyOfRange(read, parameter.offset(), parameter.end());
        arithmetic.weight(weight);
        System.arraycopy(weight, 0, read, parameter.offset(), weight.length);
      }
    }
    return read;
  }
}
