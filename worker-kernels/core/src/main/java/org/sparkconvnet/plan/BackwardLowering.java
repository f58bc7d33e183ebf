package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.LayerVisitor;
import org.sparkconvnet.network.Node;

/**
 * Reverse-mode differentiation: visits layers last to first, sums the gradients that a layer's
 * readers left for it, and emits the ops that carry it to the layer's inputs and parameters. Layers
 * before the first parameter get no gradient.
 */
final class BackwardLowering implements LayerVisitor<Void> {
  private final PlanGraph graph;
  private final FusionChoices choices;
  private final Map<String, List<Tensor>> contributions = new HashMap<>();
  private final Map<String, Integer> copies = new HashMap<>();
  private final Set<String> wanted;
  private Node node;
  private Tensor dy;

  BackwardLowering(PlanGraph graph, FusionChoices choices, List<Node> nodes) {
    this.graph = graph;
    this.choices = choices;
    this.wanted = wantsGradient(graph, nodes);
  }

  void lower(Node next) {
    node = next;
    if (!wanted.contains(node.name())) {
      return;
    }
    if (!(node.layer() instanceof Layer.Loss)) {
      dy = gathered();
    }
    node.layer().accept(this);
  }

  @Override
  public Void convolution(Layer.Convolution layer) {
    graph.emit(
        new ConvolutionOp.ConvolutionBackwardWeights(
            node.name() + ".backward_weights",
            layer.window(),
            layer.groups(),
            x(),
            dy,
            gradient("weight"),
            gradient("bias")));
    if (wantsDx(0)) {
      Tensor dx = dx(0);
      graph.emit(
          new ConvolutionOp.ConvolutionBackwardData(
              node.name() + ".backward_data", layer.window(), layer.groups(), dy, weight(), dx));
    }
    return null;
  }

  @Override
  public Void dense(Layer.Dense layer) {
    graph.emit(
        new DenseOp.DenseBackwardWeights(
            node.name() + ".backward_weights", x(), dy, gradient("weight"), gradient("bias")));
    if (wantsDx(0)) {
      Tensor dx = dx(0);
      graph.emit(new DenseOp.DenseBackwardData(node.name() + ".backward_data", dy, weight(), dx));
    }
    return null;
  }

  @Override
  public Void pooling(Layer.Pooling layer) {
    Tensor masked = dy;
    if (choices.differentiating().contains(node.name())) {
      masked = graph.like(node.name() + ".masked_gradient", Tensor.Kind.GRADIENT, dy);
      String name = node.inputs().get(0) + ".backward";
      graph.emit(new ActivationOp.ReluBackward(name, graph.value(node.name()), dy, masked));
    }
    Tensor argmax = graph.saved(node.name() + ".argmax");
    graph.emit(
        new PoolingOp.PoolingBackward(
            opName(), layer.kind(), layer.window(), masked, argmax, dx(0)));
    return null;
  }

  @Override
  public Void globalAveragePooling(Layer.GlobalAveragePooling layer) {
    graph.emit(new PoolingOp.GlobalAverageBackward(opName(), dy, dx(0)));
    return null;
  }

  @Override
  public Void relu(Layer.Relu layer) {
    boolean inBatchNorm =
        choices.intoProducer().contains(node.name())
            && graph.saved(node.inputs().get(0) + ".mask") != null;
    if (inBatchNorm || choices.differentiatedAfterPool().contains(node.name())) {
      contribute(node.inputs().get(0), dy);
    } else {
      graph.emit(new ActivationOp.ReluBackward(opName(), graph.value(node.name()), dy, dx(0)));
    }
    return null;
  }

  @Override
  public Void activate(Layer.Activate layer) {
    Activation activation = layer.activation();
    Tensor value = activation.derivativeFromResult() ? graph.value(node.name()) : x();
    graph.emit(new ActivationOp.ActivationBackward(opName(), activation, value, dy, dx(0)));
    return null;
  }

  @Override
  public Void maxout(Layer.Maxout layer) {
    Tensor argmax = graph.saved(node.name() + ".argmax");
    graph.emit(new ActivationOp.MaxoutBackward(opName(), layer.pieces(), dy, argmax, dx(0)));
    return null;
  }

  @Override
  public Void radialBasis(Layer.RadialBasis layer) {
    Tensor y = graph.value(node.name());
    graph.emit(
        new ActivationOp.RadialBasisBackward(
            opName(),
            layer.sigma(),
            x(),
            graph.parameter(node.name() + ".centers"),
            y,
            dy,
            dx(0),
            gradient("centers")));
    return null;
  }

  @Override
  public Void spatialDropout(Layer.SpatialDropout layer) {
    return dropout(layer.rate());
  }

  @Override
  public Void localResponseNormalization(Layer.LocalResponseNormalization layer) {
    Tensor sums = graph.saved(node.name() + ".sums");
    graph.emit(
        new NormalizationOp.LocalResponseNormBackward(opName(), layer, x(), sums, dy, dx(0)));
    return null;
  }

  @Override
  public Void groupNormalization(Layer.GroupNormalization layer) {
    graph.emit(
        new NormalizationOp.GroupNormBackward(
            opName(),
            layer.groups(),
            layer.epsilon(),
            x(),
            graph.parameter(node.name() + ".scale"),
            graph.saved(node.name() + ".mean"),
            graph.saved(node.name() + ".variance"),
            dy,
            dx(0),
            gradient("scale"),
            gradient("shift")));
    return null;
  }

  @Override
  public Void flatten(Layer.Flatten layer) {
    if (graph.value(node.name()) == x()) {
      contribute(node.inputs().get(0), dy);
    } else {
      graph.emit(new JoiningOp.Reshape(opName(), dy, dx(0)));
    }
    return null;
  }

  @Override
  public Void dropout(Layer.Dropout layer) {
    return dropout(layer.rate());
  }

  private Void dropout(double rate) {
    Tensor mask = graph.saved(node.name() + ".mask");
    graph.emit(new DropoutOp.DropoutBackward(opName(), rate, dy, mask, dx(0)));
    return null;
  }

  @Override
  public Void batchNormalization(Layer.BatchNormalization layer) {
    graph.emit(
        new NormalizationOp.BatchNormBackward(
            opName(),
            layer.epsilon(),
            x(),
            graph.parameter(node.name() + ".scale"),
            graph.parameter(node.name() + ".shift"),
            graph.saved(node.name() + ".mean"),
            graph.saved(node.name() + ".variance"),
            graph.saved(node.name() + ".mask"),
            dy,
            dx(0),
            gradient("scale"),
            gradient("shift")));
    return null;
  }

  @Override
  public Void add(Layer.Add layer) {
    node.inputs().forEach(input -> contribute(input, dy));
    return null;
  }

  @Override
  public Void concatenation(Layer.Concatenation layer) {
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      parts.add(dx(i));
    }
    graph.emit(new JoiningOp.ConcatenationBackward(opName(), dy, parts));
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    return loss();
  }

  @Override
  public Void quadraticError(Layer.QuadraticError layer) {
    return loss();
  }

  @Override
  public Void sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return loss();
  }

  private Void loss() {
    contribute(node.inputs().get(0), graph.saved(node.name() + ".gradient"));
    return null;
  }

  /** The gradient of this node's value: what its readers left, summed where several did. */
  private Tensor gathered() {
    List<Tensor> parts = contributions.get(node.name());
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Tensor sum =
        graph.like(node.name() + ".gradient_sum", Tensor.Kind.GRADIENT, graph.value(node.name()));
    graph.emit(new JoiningOp.Sum(node.name() + ".gather", parts, false, sum));
    return sum;
  }

  /** A new tensor for the gradient of input {@code index}, left for that input's node. */
  private Tensor dx(int index) {
    String input = node.inputs().get(index);
    int copy = copies.merge(input, 1, Integer::sum);
    String name = input + ".gradient" + (copy == 1 ? "" : "_" + copy);
    Tensor dx = graph.like(name, Tensor.Kind.GRADIENT, graph.value(input));
    contribute(input, dx);
    return dx;
  }

  private void contribute(String input, Tensor gradient) {
    contributions.computeIfAbsent(input, ignored -> new ArrayList<>()).add(gradient);
  }

  private boolean wantsDx(int index) {
    return wanted.contains(node.inputs().get(index));
  }

  private String opName() {
    return node.name() + ".backward";
  }

  private Tensor x() {
    return graph.value(node.inputs().get(0));
  }

  private Tensor weight() {
    return graph.parameter(node.name() + ".weight");
  }

  private Tensor gradient(String suffix) {
    return graph.gradient(node.name() + "." + suffix);
  }

  private static Set<String> wantsGradient(PlanGraph graph, List<Node> nodes) {
    Set<String> wanted = new HashSet<>();
    for (Node node : nodes) {
      if (graph.layout().has(node.name()) || node.inputs().stream().anyMatch(wanted::contains)) {
        wanted.add(node.name());
      }
    }
    return wanted;
  }
}
