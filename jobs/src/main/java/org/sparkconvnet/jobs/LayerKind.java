package org.sparkconvnet.jobs;

import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.LayerVisitor;
import org.sparkconvnet.network.Window;

/** A layer in two or three words, as {@code conv 5x5}. */
final class LayerKind implements LayerVisitor<String> {
  @Override
  public String convolution(Layer.Convolution layer) {
    return "conv "
        + window(layer.window())
        + (layer.groups() > 1 ? ", groups " + layer.groups() : "");
  }

  @Override
  public String pooling(Layer.Pooling layer) {
    String kind = layer.kind() == Layer.Pooling.Kind.MAX ? "max pool " : "average pool ";
    return kind + window(layer.window());
  }

  @Override
  public String globalAveragePooling(Layer.GlobalAveragePooling layer) {
    return "global average pool";
  }

  @Override
  public String dense(Layer.Dense layer) {
    return "dense";
  }

  @Override
  public String relu(Layer.Relu layer) {
    return "ReLU";
  }

  @Override
  public String activate(Layer.Activate layer) {
    Activation activation = layer.activation();
    return switch (activation.function()) {
      case RELU -> "ReLU";
      case LEAKY_RELU -> "leaky ReLU " + activation.alpha();
      case ELU -> activation.alpha() == 1 ? "ELU" : "ELU " + activation.alpha();
      case TANH -> "tanh";
      case SIGMOID -> "sigmoid";
      case HARD_TANH -> "hard tanh";
      case SOFTPLUS -> "softplus";
      case GELU -> "GELU";
      case SILU -> "SiLU";
    };
  }

  @Override
  public String maxout(Layer.Maxout layer) {
    return "maxout of " + layer.pieces();
  }

  @Override
  public String radialBasis(Layer.RadialBasis layer) {
    return "radial basis " + layer.sigma();
  }

  @Override
  public String spatialDropout(Layer.SpatialDropout layer) {
    return "spatial dropout " + layer.rate();
  }

  @Override
  public String localResponseNormalization(Layer.LocalResponseNormalization layer) {
    return "local response norm " + layer.size();
  }

  @Override
  public String groupNormalization(Layer.GroupNormalization layer) {
    return layer.groups() == 1 ? "layer norm" : "group norm of " + layer.groups();
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    return "flatten";
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    return "dropout " + layer.rate();
  }

  @Override
  public String batchNormalization(Layer.BatchNormalization layer) {
    return "batch norm";
  }

  @Override
  public String add(Layer.Add layer) {
    return "add";
  }

  @Override
  public String concatenation(Layer.Concatenation layer) {
    return "concatenate";
  }

  @Override
  public String softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    String smoothing = layer.smoothing() > 0 ? ", smoothing " + layer.smoothing() : "";
    String weights = layer.classWeights().isEmpty() ? "" : ", class weights";
    return "softmax, cross-entropy" + smoothing + weights;
  }

  @Override
  public String quadraticError(Layer.QuadraticError layer) {
    return "quadratic error";
  }

  @Override
  public String sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return "sigmoid, cross-entropy";
  }

  /** {@code 5x5}, {@code 3x3/2}, {@code 3x3/2x1 dilation 2x2}. */
  private static String window(Window window) {
    String text = join(window.kernel());
    List<Integer> stride = window.stride();
    if (stride.stream().anyMatch(step -> step != 1)) {
      boolean same = stride.stream().distinct().count() == 1;
      text += "/" + (same ? stride.get(0) : join(stride));
    }
    boolean dense = window.dilation().stream().allMatch(gap -> gap == 1);
    return dense ? text : text + " dilation " + join(window.dilation());
  }

  private static String join(List<Integer> values) {
    return String.join("x", values.stream().map(String::valueOf).toList());
  }
}
