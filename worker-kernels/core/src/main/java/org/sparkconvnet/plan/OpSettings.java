package org.sparkconvnet.plan;

import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;

/** The settings of an op that its operands do not show, as text; empty where it has none. */
final class OpSettings implements OpVisitor<String> {
  private OpSettings() {}

  static String of(Op op) {
    return op.accept(new OpSettings());
  }

  @Override
  public String convolutionForward(Op.ConvolutionForward op) {
    return convolution(op.window(), op.groups()) + activation(op.activation());
  }

  @Override
  public String convolutionBackwardWeights(Op.ConvolutionBackwardWeights op) {
    return convolution(op.window(), op.groups());
  }

  @Override
  public String convolutionBackwardData(Op.ConvolutionBackwardData op) {
    return convolution(op.window(), op.groups());
  }

  @Override
  public String denseForward(Op.DenseForward op) {
    return activation(op.activation()).strip();
  }

  @Override
  public String denseBackwardWeights(Op.DenseBackwardWeights op) {
    return "";
  }

  @Override
  public String denseBackwardData(Op.DenseBackwardData op) {
    return "";
  }

  @Override
  public String poolingForward(Op.PoolingForward op) {
    return op.kind() + " [" + op.window() + "]";
  }

  @Override
  public String poolingBackward(Op.PoolingBackward op) {
    return op.kind() + " [" + op.window() + "]";
  }

  @Override
  public String globalAverageForward(Op.GlobalAverageForward op) {
    return "";
  }

  @Override
  public String globalAverageBackward(Op.GlobalAverageBackward op) {
    return "";
  }

  @Override
  public String reluForward(Op.ReluForward op) {
    return "";
  }

  @Override
  public String reluBackward(Op.ReluBackward op) {
    return "";
  }

  @Override
  public String activationForward(Op.ActivationForward op) {
    return op.activation().toString();
  }

  @Override
  public String activationBackward(Op.ActivationBackward op) {
    return op.activation().toString();
  }

  @Override
  public String maxoutForward(Op.MaxoutForward op) {
    return "pieces " + op.pieces();
  }

  @Override
  public String maxoutBackward(Op.MaxoutBackward op) {
    return "pieces " + op.pieces();
  }

  @Override
  public String radialBasisForward(Op.RadialBasisForward op) {
    return "sigma " + op.sigma();
  }

  @Override
  public String radialBasisBackward(Op.RadialBasisBackward op) {
    return "sigma " + op.sigma();
  }

  @Override
  public String localResponseNormForward(Op.LocalResponseNormForward op) {
    return local(op.settings());
  }

  @Override
  public String localResponseNormBackward(Op.LocalResponseNormBackward op) {
    return local(op.settings());
  }

  @Override
  public String groupNormForward(Op.GroupNormForward op) {
    return "groups " + op.groups() + " epsilon " + op.epsilon();
  }

  @Override
  public String groupNormBackward(Op.GroupNormBackward op) {
    return "groups " + op.groups() + " epsilon " + op.epsilon();
  }

  @Override
  public String dropoutForward(Op.DropoutForward op) {
    return "rate " + op.rate() + " index " + op.index() + (op.channels() ? " channels" : "");
  }

  @Override
  public String dropoutBackward(Op.DropoutBackward op) {
    return "rate " + op.rate();
  }

  @Override
  public String batchNormForward(Op.BatchNormForward op) {
    return "epsilon " + op.epsilon() + " momentum " + op.momentum() + relu(op.relu());
  }

  @Override
  public String batchNormBackward(Op.BatchNormBackward op) {
    return "epsilon " + op.epsilon() + relu(op.relu());
  }

  @Override
  public String batchNormInference(Op.BatchNormInference op) {
    return "epsilon " + op.epsilon() + relu(op.relu());
  }

  @Override
  public String sum(Op.Sum op) {
    return relu(op.relu()).strip();
  }

  @Override
  public String concatenationForward(Op.ConcatenationForward op) {
    return "";
  }

  @Override
  public String concatenationBackward(Op.ConcatenationBackward op) {
    return "";
  }

  @Override
  public String reshape(Op.Reshape op) {
    return "";
  }

  @Override
  public String softmaxCrossEntropy(Op.SoftmaxCrossEntropy op) {
    return "";
  }

  @Override
  public String targetedLoss(Op.TargetedLoss op) {
    return op.criterion().name();
  }

  private static String convolution(Window window, int groups) {
    return "[" + window + "]" + (groups == 1 ? "" : " groups " + groups);
  }

  private static String activation(Activation activation) {
    return activation == null ? "" : " " + activation;
  }

  private static String local(Layer.LocalResponseNormalization settings) {
    return "size "
        + settings.size()
        + " alpha "
        + settings.alpha()
        + " beta "
        + settings.beta()
        + " k "
        + settings.k();
  }

  private static String relu(boolean relu) {
    return relu ? " relu" : "";
  }
}
