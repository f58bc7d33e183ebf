package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.LayerVisitor;
import org.sparkconvnet.network.Node;

/** Emits the forward op of each layer and binds the tensor that holds its value. */
final class ForwardLowering implements LayerVisitor<Tensor> {
  private final PlanGraph graph;
  private final FusionChoices choices;
  private final boolean training;
  private final Plan.Labelling labelling;
  private Node node;
  private int dropouts;

  ForwardLowering(
      PlanGraph graph, FusionChoices choices, Plan.Mode mode, Plan.Labelling labelling) {
    this.graph = graph;
    this.choices = choices;
    this.training = mode == Plan.Mode.TRAINING;
    this.labelling = labelling;
  }

  void lower(Node next) {
    node = next;
    Tensor value = node.layer().accept(this);
    if (value != null) {
      graph.bind(node.name(), value);
    }
  }

  @Override
  public Tensor convolution(Layer.Convolution layer) {
    Tensor y = activation();
    graph.emit(
        new ConvolutionOp.ConvolutionForward(
            opName(),
            layer.window(),
            layer.groups(),
            x(),
            weight(),
            bias(),
            choices.activationAfter(node),
            y));
    return y;
  }

  @Override
  public Tensor pooling(Layer.Pooling layer) {
    Tensor y = activation();
    boolean keepArgmax = training && layer.kind() == Layer.Pooling.Kind.MAX;
    Tensor argmax =
        keepArgmax ? graph.like(node.name() + ".argmax", Tensor.Kind.WORKSPACE, y) : null;
    graph.emit(
        new PoolingOp.PoolingForward(opName(), layer.kind(), layer.window(), x(), y, argmax));
    return y;
  }

  @Override
  public Tensor globalAveragePooling(Layer.GlobalAveragePooling layer) {
    Tensor y = activation();
    graph.emit(new PoolingOp.GlobalAverageForward(opName(), x(), y));
    return y;
  }

  @Override
  public Tensor dense(Layer.Dense layer) {
    Tensor y = activation();
    graph.emit(
        new DenseOp.DenseForward(
            opName(), x(), weight(), bias(), choices.activationAfter(node), y));
    return y;
  }

  @Override
  public Tensor relu(Layer.Relu layer) {
    if (choices.intoProducer().contains(node.name())) {
      return x();
    }
    Tensor y = activation();
    graph.emit(new ActivationOp.ReluForward(opName(), x(), y));
    return y;
  }

  @Override
  public Tensor activate(Layer.Activate layer) {
    if (choices.intoProducer().contains(node.name())) {
      return x();
    }
    Tensor y = activation();
    graph.emit(new ActivationOp.ActivationForward(opName(), layer.activation(), x(), y));
    return y;
  }

  @Override
  public Tensor maxout(Layer.Maxout layer) {
    Tensor y = activation();
    Tensor argmax = training ? graph.like(node.name() + ".argmax", Tensor.Kind.WORKSPACE, y) : null;
    graph.emit(new ActivationOp.MaxoutForward(opName(), layer.pieces(), x(), y, argmax));
    return y;
  }

  @Override
  public Tensor radialBasis(Layer.RadialBasis layer) {
    Tensor y = activation();
    graph.emit(new ActivationOp.RadialBasisForward(opName(), layer.sigma(), x(), centers(), y));
    return y;
  }

  @Override
  public Tensor spatialDropout(Layer.SpatialDropout layer) {
    return dropout(layer.rate(), true);
  }

  @Override
  public Tensor localResponseNormalization(Layer.LocalResponseNormalization layer) {
    Tensor y = activation();
    Tensor sums = training ? graph.like(node.name() + ".sums", Tensor.Kind.STATISTIC, y) : null;
    graph.emit(new NormalizationOp.LocalResponseNormForward(opName(), layer, x(), y, sums));
    return y;
  }

  @Override
  public Tensor groupNormalization(Layer.GroupNormalization layer) {
    Tensor y = activation();
    List<Integer> dims = List.of(graph.batch(), layer.groups());
    Tensor mean = training ? graph.make(node.name() + ".mean", Tensor.Kind.STATISTIC, dims) : null;
    Tensor variance =
        training ? graph.make(node.name() + ".variance", Tensor.Kind.STATISTIC, dims) : null;
    graph.emit(
        new NormalizationOp.GroupNormForward(
            opName(),
            layer.groups(),
            layer.epsilon(),
            x(),
            graph.parameter(node.name() + ".scale"),
            graph.parameter(node.name() + ".shift"),
            y,
            mean,
            variance));
    return y;
  }

  @Override
  public Tensor flatten(Layer.Flatten layer) {
    if (choices.viewed().contains(node.name()) || x().dims().size() == 2) {
      return x();
    }
    Tensor y = activation();
    graph.emit(new JoiningOp.Reshape(opName(), x(), y));
    return y;
  }

  @Override
  public Tensor dropout(Layer.Dropout layer) {
    return dropout(layer.rate(), false);
  }

  private Tensor dropout(double rate, boolean channels) {
    int index = dropouts++;
    if (!training) {
      return x();
    }
    Tensor y = graph.like(node.name(), Tensor.Kind.ACTIVATION, x());
    Tensor mask = graph.like(node.name() + ".mask", Tensor.Kind.WORKSPACE, y);
    graph.emit(new DropoutOp.DropoutForward(opName(), rate, index, channels, x(), y, mask));
    return y;
  }

  @Override
  public Tensor batchNormalization(Layer.BatchNormalization layer) {
    Tensor y = activation();
    Tensor scale = graph.parameter(node.name() + ".scale");
    Tensor shift = graph.parameter(node.name() + ".shift");
    Tensor runningMean = graph.state(node.name() + ".running_mean");
    Tensor runningVariance = graph.state(node.name() + ".running_variance");
    boolean relu = choices.endsWithRelu(node);
    if (!training) {
      graph.emit(
          new NormalizationOp.BatchNormInference(
              opName(), layer.epsilon(), x(), scale, shift, runningMean, runningVariance, relu, y));
      return y;
    }
    Tensor mean = graph.make(node.name() + ".mean", Tensor.Kind.STATISTIC, scale.dims());
    Tensor variance = graph.make(node.name() + ".variance", Tensor.Kind.STATISTIC, scale.dims());
    Tensor mask = relu ? graph.like(node.name() + ".mask", Tensor.Kind.WORKSPACE, y) : null;
    graph.emit(
        new NormalizationOp.BatchNormForward(
            opName(),
            layer.epsilon(),
            layer.momentum(),
            x(),
            scale,
            shift,
            runningMean,
            runningVariance,
            y,
            mean,
            variance,
            mask));
    return y;
  }

  @Override
  public Tensor add(Layer.Add layer) {
    Tensor y = activation();
    graph.emit(new JoiningOp.Sum(opName(), inputs(), choices.endsWithRelu(node), y));
    return y;
  }

  @Override
  public Tensor concatenation(Layer.Concatenation layer) {
    Tensor y = activation();
    graph.emit(new JoiningOp.ConcatenationForward(opName(), inputs(), y));
    return y;
  }

  @Override
  public Tensor softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    if (layer.reshapesTargets() || labelling == Plan.Labelling.DISTRIBUTIONS) {
      return targetedLoss(LossOp.TargetedLoss.Criterion.SOFTMAX);
    }
    if (training) {
      Tensor logits = x();
      Tensor labels = labels();
      graph.emit(new LossOp.SoftmaxCrossEntropy(opName(), logits, labels, lossGradient()));
    }
    return null;
  }

  @Override
  public Tensor quadraticError(Layer.QuadraticError layer) {
    return targetedLoss(LossOp.TargetedLoss.Criterion.QUADRATIC);
  }

  @Override
  public Tensor sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return targetedLoss(LossOp.TargetedLoss.Criterion.SIGMOID);
  }

  private Tensor targetedLoss(LossOp.TargetedLoss.Criterion criterion) {
    if (training) {
      Tensor labels = labels();
      Tensor targets = graph.like("targets", Tensor.Kind.TARGETS, x());
      graph.emit(
          new LossOp.TargetedLoss(opName(), criterion, x(), labels, targets, lossGradient()));
    }
    return null;
  }

  private Tensor labels() {
    return graph.make("labels", Tensor.Kind.LABELS, List.of(graph.batch()));
  }

  private Tensor lossGradient() {
    return graph.like(node.name() + ".gradient", Tensor.Kind.GRADIENT, x());
  }

  private String opName() {
    return node.name() + ".forward";
  }

  private Tensor x() {
    return graph.value(node.inputs().get(0));
  }

  private List<Tensor> inputs() {
    return node.inputs().stream().map(graph::value).toList();
  }

  private Tensor weight() {
    return graph.parameter(node.name() + ".weight");
  }

  private Tensor centers() {
    return graph.parameter(node.name() + ".centers");
  }

  private Tensor bias() {
    return graph.parameter(node.name() + ".bias");
  }

  /** A tensor of this layer's shape; a dense layer's logits are (N, K). */
  private Tensor activation() {
    return graph.make(
        node.name(), Tensor.Kind.ACTIVATION, graph.shape(node.name()).withBatch(graph.batch()));
  }
}
