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
  public String convolutionForward(ConvolutionOp.ConvolutionForward op) {
    return convolution(op.window(), op.groups()) + activation(op.activation());
  }

  @Override
  public String convolutionBackwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
    return convolution(op.window(), op.groups());
  }

  @Override
  public String convolutionBackwardData(ConvolutionOp.ConvolutionBackwardData op) {
    return convolution(op.window(), op.groups());
  }

  @Override
  public String denseForward(DenseOp.DenseForward op) {
    return activation(op.activation()).strip();
  }

  @Override
  public String denseBackwardWeights(DenseOp.DenseBackwardWeights op) {
    return "";
  }

  @Override
  public String denseBackwardData(DenseOp.DenseBackwardData op) {
    return "";
  }

  @Override
  public String poolingForward(PoolingOp.PoolingForward op) {
    return op.kind() + " [" + op.window() + "]";
  }

  @Override
  public String poolingBackward(PoolingOp.PoolingBackward op) {
    return op.kind() + " [" + op.window() + "]";
  }

  @Override
  public String globalAverageForward(PoolingOp.GlobalAverageForward op) {
    return "";
  }

  @Override
  public String globalAverageBackward(PoolingOp.GlobalAverageBackward op) {
    return "";
  }

  @Override
  public String reluForward(ActivationOp.ReluForward op) {
    return "";
  }

  @Override
  public String reluBackward(ActivationOp.ReluBackward op) {
    return "";
  }

  @Override
  public String activationForward(ActivationOp.ActivationForward op) {
    return op.activation().toString();
  }

  @Override
  public String activationBackward(ActivationOp.ActivationBackward op) {
    return op.activation().toString();
  }

  @Override
  public String maxoutForward(ActivationOp.MaxoutForward op) {
    return "pieces " + op.pieces();
  }

  @Override
  public String maxoutBackward(ActivationOp.MaxoutBackward op) {
    return "pieces " + op.pieces();
  }

  @Override
  public String radialBasisForward(ActivationOp.RadialBasisForward op) {
    return "sigma " + op.sigma();
  }

  @Override
  public String radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    return "sigma " + op.sigma();
  }

  @Override
  public String localResponseNormForward(NormalizationOp.LocalResponseNormForward op) {
    return local(op.settings());
  }

  @Override
  public String localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op) {
    return local(op.settings());
  }

  @Override
  public String groupNormForward(NormalizationOp.GroupNormForward op) {
    return "groups " + op.groups() + " epsilon " + op.epsilon();
  }

  @Override
  public String groupNormBackward(NormalizationOp.GroupNormBackward op) {
    return "groups " + op.groups() + " epsilon " + op.epsilon();
  }

  @Override
  public String dropoutForward(DropoutOp.DropoutForward op) {
    return "rate " + op.rate() + " index " + op.index() + (op.channels() ? " channels" : "");
  }

  @Override
  public String dropoutBackward(DropoutOp.DropoutBackward op) {
    return "rate " + op.rate();
  }

  @Override
  public String batchNormForward(NormalizationOp.BatchNormForward op) {
    return "epsilon " + op.epsilon() + " momentum " + op.momentum() + relu(op.relu());
  }

  @Override
  public String batchNormBackward(NormalizationOp.BatchNormBackward op) {
    return "epsilon " + op.epsilon() + relu(op.relu());
  }

  @Override
  public String batchNormInference(NormalizationOp.BatchNormInference op) {
    return "epsilon " + op.epsilon() + relu(op.relu());
  }

  @Override
  public String sum(JoiningOp.Sum op) {
    return relu(op.relu()).strip();
  }

  @Override
  public String concatenationForward(JoiningOp.ConcatenationForward op) {
    return "";
  }

  @Override
  public String concatenationBackward(JoiningOp.ConcatenationBackward op) {
    return "";
  }

  @Override
  public String reshape(JoiningOp.Reshape op) {
    return "";
  }

  @Override
  public String softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    return "";
  }

  @Override
  public String targetedLoss(LossOp.TargetedLoss op) {
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
