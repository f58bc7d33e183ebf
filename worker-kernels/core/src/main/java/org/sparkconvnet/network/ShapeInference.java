package org.sparkconvnet.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Derives every layer's output shape; a layer that does not fit is named with its shapes. */
final class ShapeInference implements LayerVisitor<Shape> {
  private final String name;
  private final List<Shape> inputs;

  private ShapeInference(String name, List<Shape> inputs) {
    this.name = name;
    this.inputs = inputs;
  }

  /** Shapes by name, the input's first; {@code nodes} must be in topological order. */
  static Map<String, Shape> infer(Shape input, List<Node> nodes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(Network.INPUT, input);
    for (Node node : nodes) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      shapes.put(node.name(), node.layer().accept(new ShapeInference(node.name(), inputs)));
    }
    return shapes;
  }

  @Override
  public Shape convolution(Layer.Convolution layer) {
    Shape x = only();
    if (x.channels() % layer.groups() != 0) {
      throw misfit("its " + layer.groups() + " groups do not divide the channels of input " + x);
    }
    return slide(x, layer.window(), layer.filters());
  }

  @Override
  public Shape pooling(Layer.Pooling layer) {
    Shape x = only();
    return slide(x, layer.window(), x.channels());
  }

  @Override
  public Shape globalAveragePooling(Layer.GlobalAveragePooling layer) {
    Shape x = only();
    if (x.rank() == 0) {
      throw misfit("it averages over positions, and its input " + x + " is a flat vector");
    }
    return Shape.of(x.channels());
  }

  @Override
  public Shape dense(Layer.Dense layer) {
    only();
    return Shape.of(layer.units());
  }

  @Override
  public Shape relu(Layer.Relu layer) {
    return only();
  }

  @Override
  public Shape activate(Layer.Activate layer) {
    return only();
  }

  @Override
  public Shape maxout(Layer.Maxout layer) {
    Shape x = only();
    if (x.channels() % layer.pieces() != 0) {
      throw misfit("its " + layer.pieces() + " pieces do not divide the channels of input " + x);
    }
    return new Shape(x.channels() / layer.pieces(), x.spatial());
  }

  @Override
  public Shape radialBasis(Layer.RadialBasis layer) {
    return only();
  }

  @Override
  public Shape spatialDropout(Layer.SpatialDropout layer) {
    return only();
  }

  @Override
  public Shape localResponseNormalization(Layer.LocalResponseNormalization layer) {
    return only();
  }

  @Override
  public Shape groupNormalization(Layer.GroupNormalization layer) {
    Shape x = only();
    if (x.channels() % layer.groups() != 0) {
      throw misfit("its " + layer.groups() + " groups do not divide the channels of input " + x);
    }
    return x;
  }

  @Override
  public Shape flatten(Layer.Flatten layer) {
    return Shape.of(only().elements());
  }

  @Override
  public Shape dropout(Layer.Dropout layer) {
    return only();
  }

  @Override
  public Shape batchNormalization(Layer.BatchNormalization layer) {
    return only();
  }

  @Override
  public Shape add(Layer.Add layer) {
    requireSeveral();
    Shape first = inputs.get(0);
    if (inputs.stream().anyMatch(shape -> !shape.equals(first))) {
      throw misfit("it adds inputs of different shapes " + inputs);
    }
    return first;
  }

  @Override
  public Shape concatenation(Layer.Concatenation layer) {
    requireSeveral();
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape shape : inputs) {
      if (!shape.spatial().equals(first.spatial())) {
        throw misfit(
            "it stacks channels of inputs that differ in their spatial extents: " + inputs);
      }
      channels += shape.channels();
    }
    return new Shape(channels, first.spatial());
  }

  @Override
  public Shape softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    Shape logits = outputs();
    int weights = layer.classWeights().size();
    if (weights > 0 && weights != logits.channels()) {
      throw misfit("it has " + weights + " class weights, and its input is " + logits);
    }
    return logits;
  }

  @Override
  public Shape quadraticError(Layer.QuadraticError layer) {
    return outputs();
  }

  @Override
  public Shape sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return outputs();
  }

  /** A loss's input. */
  private Shape outputs() {
    Shape logits = only();
    if (logits.rank() != 0) {
      throw misfit(
          "it needs one logit per class, a flat vector, and its input is "
              + logits
              + "; put a dense layer or a global average pooling before it");
    }
    if (logits.channels() < 2) {
      throw misfit("it needs two classes or more, and its input is " + logits);
    }
    return logits;
  }

  private Shape slide(Shape x, Window window, int channels) {
    if (x.rank() != window.rank()) {
      throw misfit(
          "its window has " + window.rank() + " axes (" + window + ") and its input is " + x);
    }
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      int extent = window.outputExtent(axis, x.spatial().get(axis));
      if (extent < 1) {
        throw misfit("its window " + window + " does not fit its input " + x);
      }
      extents.add(extent);
    }
    return new Shape(channels, extents);
  }

  private Shape only() {
    if (inputs.size() != 1) {
      throw misfit("it takes one input and reads " + inputs.size());
    }
    return inputs.get(0);
  }

  private void requireSeveral() {
    if (inputs.size() < 2) {
      throw misfit("it takes two inputs or more and reads " + inputs.size());
    }
  }

  private NetworkException misfit(String what) {
    return new NetworkException("layer '" + name + "' does not fit: " + what);
  }
}
