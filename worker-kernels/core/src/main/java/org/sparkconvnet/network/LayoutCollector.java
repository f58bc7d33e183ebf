package org.sparkconvnet.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Walks a network and lays its parameters and running statistics end to end. */
final class LayoutCollector implements LayerVisitor<Void> {
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Parameter> state = new ArrayList<>();
  private String name;
  private Shape x;

  private LayoutCollector() {}

  static ParameterLayout collect(Network network) {
    LayoutCollector collector = new LayoutCollector();
    Map<String, Shape> shapes = network.shapes();
    for (Node node : network.nodes()) {
      collector.name = node.name();
      collector.x = shapes.get(node.inputs().get(0));
      node.layer().accept(collector);
    }
    return new ParameterLayout(collector.parameters, collector.state);
  }

  @Override
  public Void convolution(Layer.Convolution layer) {
    List<Integer> dims = new ArrayList<>(List.of(layer.filters(), x.channels() / layer.groups()));
    dims.addAll(layer.window().kernel());
    int taps = layer.window().taps();
    int fanIn = x.channels() / layer.groups() * taps;
    int fanOut = layer.filters() / layer.groups() * taps;
    weight(dims, fanIn, fanOut, layer.initializer());
    if (layer.bias()) {
      perChannel(parameters, "bias", Parameter.Role.BIAS, layer.filters());
    }
    return null;
  }

  @Override
  public Void dense(Layer.Dense layer) {
    weight(List.of(layer.units(), x.elements()), x.elements(), layer.units(), layer.initializer());
    if (layer.bias()) {
      perChannel(parameters, "bias", Parameter.Role.BIAS, layer.units());
    }
    return null;
  }

  @Override
  public Void batchNormalization(Layer.BatchNormalization layer) {
    perChannel(parameters, "scale", Parameter.Role.NORM_SCALE, x.channels());
    perChannel(parameters, "shift", Parameter.Role.NORM_SHIFT, x.channels());
    perChannel(state, "running_mean", Parameter.Role.RUNNING_MEAN, x.channels());
    perChannel(state, "running_variance", Parameter.Role.RUNNING_VARIANCE, x.channels());
    return null;
  }

  @Override
  public Void pooling(Layer.Pooling layer) {
    return null;
  }

  @Override
  public Void globalAveragePooling(Layer.GlobalAveragePooling layer) {
    return null;
  }

  @Override
  public Void relu(Layer.Relu layer) {
    return null;
  }

  @Override
  public Void activate(Layer.Activate layer) {
    return null;
  }

  @Override
  public Void maxout(Layer.Maxout layer) {
    return null;
  }

  @Override
  public Void radialBasis(Layer.RadialBasis layer) {
    perChannel(parameters, "centers", Parameter.Role.CENTER, x.channels());
    return null;
  }

  @Override
  public Void spatialDropout(Layer.SpatialDropout layer) {
    return null;
  }

  @Override
  public Void localResponseNormalization(Layer.LocalResponseNormalization layer) {
    return null;
  }

  @Override
  public Void groupNormalization(Layer.GroupNormalization layer) {
    perChannel(parameters, "scale", Parameter.Role.NORM_SCALE, x.channels());
    perChannel(parameters, "shift", Parameter.Role.NORM_SHIFT, x.channels());
    return null;
  }

  @Override
  public Void flatten(Layer.Flatten layer) {
    return null;
  }

  @Override
  public Void dropout(Layer.Dropout layer) {
    return null;
  }

  @Override
  public Void add(Layer.Add layer) {
    return null;
  }

  @Override
  public Void concatenation(Layer.Concatenation layer) {
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    return null;
  }

  @Override
  public Void quadraticError(Layer.QuadraticError layer) {
    return null;
  }

  @Override
  public Void sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return null;
  }

  private void weight(List<Integer> dims, int fanIn, int fanOut, Initializer initializer) {
    parameters.add(
        new Parameter(
            name + ".weight",
            Parameter.Role.WEIGHT,
            dims,
            next(parameters),
            fanIn,
            fanOut,
            initializer));
  }

  private void perChannel(List<Parameter> list, String suffix, Parameter.Role role, int channels) {
    list.add(new Parameter(name + "." + suffix, role, List.of(channels), next(list), 0, 0, null));
  }

  private static int next(List<Parameter> list) {
    return list.isEmpty() ? 0 : list.get(list.size() - 1).end();
  }
}
