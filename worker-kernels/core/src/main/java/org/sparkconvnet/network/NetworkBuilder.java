package org.sparkconvnet.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a network down layer by layer. A layer reads the one before it unless {@link #from} names
 * another; branches join in {@link #add} and {@link #concatenation}.
 */
public final class NetworkBuilder {
  private final String name;
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private Initializer initializer = new Initializer.He();
  private String current = Network.INPUT;

  NetworkBuilder(String name, Shape input) {
    this.name = name;
    this.input = input;
  }

  /** The initializer of the convolutions and dense layers that follow; He's unless set. */
  public NetworkBuilder initializer(Initializer initializer) {
    this.initializer = initializer;
    return this;
  }

  /** The next layer reads the named one. */
  public NetworkBuilder from(String source) {
    current = source;
    return this;
  }

  /** The name of the layer that the next one would read. */
  public String current() {
    return current;
  }

  /** A convolution with bias and one group. */
  public NetworkBuilder convolution(String name, int filters, Window window) {
    return layer(name, new Layer.Convolution(filters, window, 1, true, initializer));
  }

  /** A convolution without bias, as before batch normalisation. */
  public NetworkBuilder convolutionWithoutBias(String name, int filters, Window window) {
    return layer(name, new Layer.Convolution(filters, window, 1, false, initializer));
  }

  /** A convolution whose filters each see the channels of one group only. */
  public NetworkBuilder groupedConvolution(String name, int filters, Window window, int groups) {
    return layer(name, new Layer.Convolution(filters, window, groups, true, initializer));
  }

  public NetworkBuilder maxPooling(String name, Window window) {
    return layer(name, new Layer.Pooling(Layer.Pooling.Kind.MAX, window));
  }

  public NetworkBuilder averagePooling(String name, Window window) {
    return layer(name, new Layer.Pooling(Layer.Pooling.Kind.AVERAGE, window));
  }

  public NetworkBuilder globalAveragePooling(String name) {
    return layer(name, new Layer.GlobalAveragePooling());
  }

  public NetworkBuilder dense(String name, int units) {
    return layer(name, new Layer.Dense(units, true, initializer));
  }

  public NetworkBuilder relu(String name) {
    return layer(name, new Layer.Relu());
  }

  public NetworkBuilder activation(String name, Activation activation) {
    return layer(name, new Layer.Activate(activation));
  }

  /** An activation with its default alpha, if it has one. */
  public NetworkBuilder activation(String name, Activation.Function function) {
    return activation(name, Activation.of(function));
  }

  public NetworkBuilder maxout(String name, int pieces) {
    return layer(name, new Layer.Maxout(pieces));
  }

  public NetworkBuilder radialBasis(String name, double sigma) {
    return layer(name, new Layer.RadialBasis(sigma));
  }

  public NetworkBuilder flatten(String name) {
    return layer(name, new Layer.Flatten());
  }

  public NetworkBuilder dropout(String name, double rate) {
    return layer(name, new Layer.Dropout(rate));
  }

  /** Batch normalisation with epsilon 1e-5 and momentum 0.1. */
  public NetworkBuilder batchNormalization(String name) {
    return layer(name, new Layer.BatchNormalization(1e-5, 0.1));
  }

  /** Dropout of whole channels. */
  public NetworkBuilder spatialDropout(String name, double rate) {
    return layer(name, new Layer.SpatialDropout(rate));
  }

  /** Group normalisation with epsilon 1e-5. */
  public NetworkBuilder groupNormalization(String name, int groups) {
    return layer(name, new Layer.GroupNormalization(groups, 1e-5));
  }

  /** Layer normalisation: group normalisation of one group. */
  public NetworkBuilder layerNormalization(String name) {
    return groupNormalization(name, 1);
  }

  public NetworkBuilder localResponseNormalization(
      String name, int size, double alpha, double beta, double k) {
    return layer(name, new Layer.LocalResponseNormalization(size, alpha, beta, k));
  }

  public NetworkBuilder add(String name, String... sources) {
    return join(name, new Layer.Add(), sources);
  }

  public NetworkBuilder concatenation(String name, String... sources) {
    return join(name, new Layer.Concatenation(), sources);
  }

  public NetworkBuilder softmaxCrossEntropy(String name) {
    return layer(name, new Layer.SoftmaxCrossEntropy());
  }

  /** The loss with label smoothing; class weights as {@link Layer.SoftmaxCrossEntropy} has them. */
  public NetworkBuilder softmaxCrossEntropy(
      String name, double smoothing, List<Double> classWeights) {
    return layer(name, new Layer.SoftmaxCrossEntropy(smoothing, classWeights));
  }

  public NetworkBuilder quadraticError(String name) {
    return layer(name, new Layer.QuadraticError());
  }

  public NetworkBuilder sigmoidCrossEntropy(String name) {
    return layer(name, new Layer.SigmoidCrossEntropy());
  }

  /** Any layer, reading the current one. */
  public NetworkBuilder layer(String name, Layer layer) {
    return join(name, layer, current);
  }

  /** The network; throws {@link NetworkException} where it does not fit together. */
  public Network build() {
    return new Network(name, input, nodes);
  }

  private NetworkBuilder join(String name, Layer layer, String... sources) {
    nodes.add(new Node(name, layer, List.of(sources)));
    current = name;
    return this;
  }
}
