package org.sparkconvnet.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Reads one layer's JSON object. Defaults: stride 1 for convolutions and the kernel for poolings,
 * padding 0, dilation 1, groups 1, bias true, initializer he, epsilon 1e-5, momentum 0.1, alpha
 * 0.01 for a leaky ReLU and 1 for an ELU, sigma 1, smoothing 0, class weights 1.
 */
final class LayerReader {
  private static final List<String> TYPES =
      List.of(
          "convolution",
          "max_pooling",
          "average_pooling",
          "global_average_pooling",
          "dense",
          "relu",
          "leaky_relu",
          "elu",
          "tanh",
          "sigmoid",
          "hard_tanh",
          "softplus",
          "gelu",
          "silu",
          "maxout",
          "radial_basis",
          "flatten",
          "dropout",
          "spatial_dropout",
          "batch_normalization",
          "group_normalization",
          "layer_normalization",
          "local_response_normalization",
          "add",
          "concatenation",
          "softmax_cross_entropy",
          "quadratic_error",
          "sigmoid_cross_entropy");

  private LayerReader() {}

  /** The node at position {@code index} of the list; reads {@code previous} unless it says so. */
  static Node read(JsonNode object, int index, String previous) {
    JsonSettings settings = new JsonSettings("layer " + (index + 1), object);
    String name = settings.text("name");
    settings = settings.named("layer '" + name + "'");
    String type = settings.text("type");
    List<String> inputs = settings.texts("inputs", List.of(previous));
    Layer layer = layer(type, settings);
    settings.requireAllRead();
    return new Node(name, layer, inputs);
  }

  private static Layer layer(String type, JsonSettings settings) {
    try {
      return settingsOf(type, settings);
    } catch (NetworkException wrong) {
      throw wrong.getMessage().startsWith(settings.where())
          ? wrong
          : new NetworkException(settings.where() + ": " + wrong.getMessage());
    }
  }

  private static Layer settingsOf(String type, JsonSettings settings) {
    return switch (type) {
      case "convolution" -> convolution(settings);
      case "max_pooling" -> pooling(Layer.Pooling.Kind.MAX, settings);
      case "average_pooling" -> pooling(Layer.Pooling.Kind.AVERAGE, settings);
      case "global_average_pooling" -> new Layer.GlobalAveragePooling();
      case "dense" ->
          new Layer.Dense(
              settings.integer("units"), settings.flag("bias", true), initializer(settings));
      case "relu" -> new Layer.Relu();
      case "leaky_relu", "elu", "tanh", "sigmoid", "hard_tanh", "softplus", "gelu", "silu" ->
          activation(Activation.Function.valueOf(type.toUpperCase(Locale.ROOT)), settings);
      case "maxout" -> new Layer.Maxout(settings.integer("pieces"));
      case "radial_basis" -> new Layer.RadialBasis(settings.number("sigma", 1));
      case "flatten" -> new Layer.Flatten();
      case "dropout" -> new Layer.Dropout(settings.number("rate"));
      case "batch_normalization" ->
          new Layer.BatchNormalization(
              settings.number("epsilon", 1e-5), settings.number("momentum", 0.1));
      case "spatial_dropout" -> new Layer.SpatialDropout(settings.number("rate"));
      case "group_normalization" ->
          new Layer.GroupNormalization(
              settings.integer("groups"), settings.number("epsilon", 1e-5));
      case "layer_normalization" ->
          new Layer.GroupNormalization(1, settings.number("epsilon", 1e-5));
      case "local_response_normalization" ->
          new Layer.LocalResponseNormalization(
              settings.integer("size", 5),
              settings.number("alpha", 1e-4),
              settings.number("beta", 0.75),
              settings.number("k", 1));
      case "add" -> new Layer.Add();
      case "concatenation" -> new Layer.Concatenation();
      case "softmax_cross_entropy" ->
          new Layer.SoftmaxCrossEntropy(
              settings.number("smoothing", 0), settings.numbers("class_weights", List.of()));
      case "quadratic_error" -> new Layer.QuadraticError();
      case "sigmoid_cross_entropy" -> new Layer.SigmoidCrossEntropy();
      default ->
          throw new NetworkException(
              "unknown type '" + type + "'; there are " + String.join(", ", TYPES));
    };
  }

  private static Layer convolution(JsonSettings settings) {
    List<Integer> kernel = settings.integers("kernel");
    int rank = kernel.size();
    Window window =
        new Window(
            kernel,
            settings.integers("stride", Collections.nCopies(rank, 1)),
            settings.integers("padding", Collections.nCopies(rank, 0)),
            settings.integers("dilation", Collections.nCopies(rank, 1)));
    return new Layer.Convolution(
        settings.integer("filters"),
        window,
        settings.integer("groups", 1),
        settings.flag("bias", true),
        initializer(settings));
  }

  private static Layer pooling(Layer.Pooling.Kind kind, JsonSettings settings) {
    List<Integer> kernel = settings.integers("kernel");
    int rank = kernel.size();
    Window window =
        new Window(
            kernel,
            settings.integers("stride", kernel),
            settings.integers("padding", Collections.nCopies(rank, 0)),
            Collections.nCopies(rank, 1));
    return new Layer.Pooling(kind, window);
  }

  private static Layer activation(Activation.Function function, JsonSettings settings) {
    double alpha = function.hasAlpha() ? settings.number("alpha", function.defaultAlpha()) : 0;
    return new Layer.Activate(new Activation(function, alpha));
  }

  private static Initializer initializer(JsonSettings settings) {
    return Initializer.parse(settings.text("initializer", "he"));
  }
}
