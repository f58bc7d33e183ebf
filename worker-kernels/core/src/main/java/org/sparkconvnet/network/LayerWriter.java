package org.sparkconvnet.network;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Puts a layer's kind and settings into a JSON object. */
final class LayerWriter implements LayerVisitor<Void> {
  private final ObjectNode object;

  LayerWriter(ObjectNode object) {
    this.object = object;
  }

  @Override
  public Void convolution(Layer.Convolution layer) {
    type("convolution").put("filters", layer.filters());
    window(layer.window());
    numbers("dilation", layer.window().dilation());
    object.put("groups", layer.groups());
    object.put("bias", layer.bias());
    object.put("initializer", layer.initializer().text());
    return null;
  }

  @Override
  public Void pooling(Layer.Pooling layer) {
    type(layer.kind() == Layer.Pooling.Kind.MAX ? "max_pooling" : "average_pooling");
    window(layer.window());
    return null;
  }

  @Override
  public Void globalAveragePooling(Layer.GlobalAveragePooling layer) {
    type("global_average_pooling");
    return null;
  }

  @Override
  public Void dense(Layer.Dense layer) {
    type("dense").put("units", layer.units());
    object.put("bias", layer.bias());
    object.put("initializer", layer.initializer().text());
    return null;
  }

  @Override
  public Void relu(Layer.Relu layer) {
    type("relu");
    return null;
  }

  @Override
  public Void activate(Layer.Activate layer) {
    Activation activation = layer.activation();
    type(activation.function().text());
    if (activation.function().hasAlpha()) {
      object.put("alpha", activation.alpha());
    }
    return null;
  }

  @Override
  public Void maxout(Layer.Maxout layer) {
    type("maxout").put("pieces", layer.pieces());
    return null;
  }

  @Override
  public Void radialBasis(Layer.RadialBasis layer) {
    type("radial_basis").put("sigma", layer.sigma());
    return null;
  }

  @Override
  public Void spatialDropout(Layer.SpatialDropout layer) {
    type("spatial_dropout").put("rate", layer.rate());
    return null;
  }

  @Override
  public Void localResponseNormalization(Layer.LocalResponseNormalization layer) {
    type("local_response_normalization")
        .put("size", layer.size())
        .put("alpha", layer.alpha())
        .put("beta", layer.beta())
        .put("k", layer.k());
    return null;
  }

  @Override
  public Void groupNormalization(Layer.GroupNormalization layer) {
    type("group_normalization").put("groups", layer.groups()).put("epsilon", layer.epsilon());
    return null;
  }

  @Override
  public Void flatten(Layer.Flatten layer) {
    type("flatten");
    return null;
  }

  @Override
  public Void dropout(Layer.Dropout layer) {
    type("dropout").put("rate", layer.rate());
    return null;
  }

  @Override
  public Void batchNormalization(Layer.BatchNormalization layer) {
    type("batch_normalization").put("epsilon", layer.epsilon()).put("momentum", layer.momentum());
    return null;
  }

  @Override
  public Void add(Layer.Add layer) {
    type("add");
    return null;
  }

  @Override
  public Void concatenation(Layer.Concatenation layer) {
    type("concatenation");
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    type("softmax_cross_entropy");
    if (layer.smoothing() > 0) {
      object.put("smoothing", layer.smoothing());
    }
    if (!layer.classWeights().isEmpty()) {
      layer.classWeights().forEach(object.putArray("class_weights")::add);
    }
    return null;
  }

  @Override
  public Void quadraticError(Layer.QuadraticError layer) {
    type("quadratic_error");
    return null;
  }

  @Override
  public Void sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    type("sigmoid_cross_entropy");
    return null;
  }

  private ObjectNode type(String type) {
    return object.put("type", type);
  }

  private void window(Window window) {
    numbers("kernel", window.kernel());
    numbers("stride", window.stride());
    numbers("padding", window.padding());
  }

  private void numbers(String key, List<Integer> values) {
    ArrayNode array = object.putArray(key);
    values.forEach(array::add);
  }
}
