package org.sparkconvnet.onednn;

import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.LossOp;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.OpVisitor;
import org.sparkconvnet.plan.PoolingOp;

/** Lowers a plan op by op to a program. */
final class Lowering implements OpVisitor<Void> {
  private final ProgramBuilder program;
  private final ConvolutionLowering convolutions;
  private final DenseLowering dense;
  private final PoolingLowering poolings;
  private final ActivationLowering activations;
  private final NormLowering norms;
  private final LocalResponseLowering localResponses;
  private final JoinLowering joins;
  private final HostLowering host;
  private final PooledLowering pooled;

  private Lowering(ProgramBuilder program) {
    this.program = program;
    convolutions = new ConvolutionLowering(program);
    dense = new DenseLowering(program);
    poolings = new PoolingLowering(program);
    activations = new ActivationLowering(program);
    norms = new NormLowering(program);
    localResponses = new LocalResponseLowering(program);
    joins = new JoinLowering(program);
    host = new HostLowering(program);
    pooled = new PooledLowering(program);
  }

  /** The plan that {@code program} was begun for, lowered. */
  static Program lower(ProgramBuilder program) {
    Lowering lowering = new Lowering(program);
    program.plan().forward().forEach(op -> op.accept(lowering));
    program.beginBackward();
    program.plan().backward().forEach(lowering::backward);
    return program.build();
  }

  private void backward(Op op) {
    if (!pooled.lower(op)) {
      op.accept(this);
    }
  }

  @Override
  public Void convolutionForward(ConvolutionOp.ConvolutionForward op) {
    convolutions.forward(op);
    return null;
  }

  @Override
  public Void convolutionBackwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
    convolutions.backwardWeights(op);
    return null;
  }

  @Override
  public Void convolutionBackwardData(ConvolutionOp.ConvolutionBackwardData op) {
    convolutions.backwardData(op);
    return null;
  }

  @Override
  public Void denseForward(DenseOp.DenseForward op) {
    dense.forward(op);
    return null;
  }

  @Override
  public Void denseBackwardWeights(DenseOp.DenseBackwardWeights op) {
    dense.backwardWeights(op);
    return null;
  }

  @Override
  public Void denseBackwardData(DenseOp.DenseBackwardData op) {
    dense.backwardData(op);
    return null;
  }

  @Override
  public Void poolingForward(PoolingOp.PoolingForward op) {
    poolings.forward(op);
    return null;
  }

  @Override
  public Void poolingBackward(PoolingOp.PoolingBackward op) {
    poolings.backward(op);
    return null;
  }

  @Override
  public Void globalAverageForward(PoolingOp.GlobalAverageForward op) {
    poolings.globalForward(op);
    return null;
  }

  @Override
  public Void globalAverageBackward(PoolingOp.GlobalAverageBackward op) {
    poolings.globalBackward(op);
    return null;
  }

  @Override
  public Void reluForward(ActivationOp.ReluForward op) {
    activations.forward(op);
    return null;
  }

  @Override
  public Void reluBackward(ActivationOp.ReluBackward op) {
    activations.backward(op);
    return null;
  }

  @Override
  public Void activationForward(ActivationOp.ActivationForward op) {
    activations.forward(op);
    return null;
  }

  @Override
  public Void activationBackward(ActivationOp.ActivationBackward op) {
    activations.backward(op);
    return null;
  }

  @Override
  public Void maxoutForward(ActivationOp.MaxoutForward op) {
    host.maxout(op);
    return null;
  }

  @Override
  public Void maxoutBackward(ActivationOp.MaxoutBackward op) {
    host.maxoutBackward(op);
    return null;
  }

  @Override
  public Void radialBasisForward(ActivationOp.RadialBasisForward op) {
    host.radialBasis(op);
    return null;
  }

  @Override
  public Void radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    host.radialBasisBackward(op);
    return null;
  }

  @Override
  public Void localResponseNormForward(NormalizationOp.LocalResponseNormForward op) {
    localResponses.localResponse(op);
    return null;
  }

  @Override
  public Void localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op) {
    localResponses.localResponseBackward(op);
    return null;
  }

  @Override
  public Void groupNormForward(NormalizationOp.GroupNormForward op) {
    host.groupNorm(op);
    return null;
  }

  @Override
  public Void groupNormBackward(NormalizationOp.GroupNormBackward op) {
    host.groupNormBackward(op);
    return null;
  }

  @Override
  public Void dropoutForward(DropoutOp.DropoutForward op) {
    host.dropout(op);
    return null;
  }

  @Override
  public Void dropoutBackward(DropoutOp.DropoutBackward op) {
    host.dropoutBackward(op);
    return null;
  }

  @Override
  public Void batchNormForward(NormalizationOp.BatchNormForward op) {
    norms.forward(op);
    return null;
  }

  @Override
  public Void batchNormBackward(NormalizationOp.BatchNormBackward op) {
    norms.backward(op);
    return null;
  }

  @Override
  public Void batchNormInference(NormalizationOp.BatchNormInference op) {
    norms.inference(op);
    return null;
  }

  @Override
  public Void sum(JoiningOp.Sum op) {
    joins.sum(op);
    return null;
  }

  @Override
  public Void concatenationForward(JoiningOp.ConcatenationForward op) {
    joins.concatenation(op);
    return null;
  }

  @Override
  public Void concatenationBackward(JoiningOp.ConcatenationBackward op) {
    joins.concatenationBackward(op);
    return null;
  }

  @Override
  public Void reshape(JoiningOp.Reshape op) {
    host.reshape(op);
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    host.softmaxCrossEntropy(op);
    return null;
  }

  @Override
  public Void targetedLoss(LossOp.TargetedLoss op) {
    host.targetedLoss(op);
    return null;
  }
}
