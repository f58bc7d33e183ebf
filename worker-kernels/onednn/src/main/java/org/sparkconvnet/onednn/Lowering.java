package org.sparkconvnet.onednn;

import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.OpVisitor;

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
  public Void convolutionForward(Op.ConvolutionForward op) {
    convolutions.forward(op);
    return null;
  }

  @Override
  public Void convolutionBackwardWeights(Op.ConvolutionBackwardWeights op) {
    convolutions.backwardWeights(op);
    return null;
  }

  @Override
  public Void convolutionBackwardData(Op.ConvolutionBackwardData op) {
    convolutions.backwardData(op);
    return null;
  }

  @Override
  public Void denseForward(Op.DenseForward op) {
    dense.forward(op);
    return null;
  }

  @Override
  public Void denseBackwardWeights(Op.DenseBackwardWeights op) {
    dense.backwardWeights(op);
    return null;
  }

  @Override
  public Void denseBackwardData(Op.DenseBackwardData op) {
    dense.backwardData(op);
    return null;
  }

  @Override
  public Void poolingForward(Op.PoolingForward op) {
    poolings.forward(op);
    return null;
  }

  @Override
  public Void poolingBackward(Op.PoolingBackward op) {
    poolings.backward(op);
    return null;
  }

  @Override
  public Void globalAverageForward(Op.GlobalAverageForward op) {
    poolings.globalForward(op);
    return null;
  }

  @Override
  public Void globalAverageBackward(Op.GlobalAverageBackward op) {
    poolings.globalBackward(op);
    return null;
  }

  @Override
  public Void reluForward(Op.ReluForward op) {
    activations.forward(op);
    return null;
  }

  @Override
  public Void reluBackward(Op.ReluBackward op) {
    activations.backward(op);
    return null;
  }

  @Override
  public Void activationForward(Op.ActivationForward op) {
    activations.forward(op);
    return null;
  }

  @Override
  public Void activationBackward(Op.ActivationBackward op) {
    activations.backward(op);
    return null;
  }

  @Override
  public Void maxoutForward(Op.MaxoutForward op) {
    host.maxout(op);
    return null;
  }

  @Override
  public Void maxoutBackward(Op.MaxoutBackward op) {
    host.maxoutBackward(op);
    return null;
  }

  @Override
  public Void radialBasisForward(Op.RadialBasisForward op) {
    host.radialBasis(op);
    return null;
  }

  @Override
  public Void radialBasisBackward(Op.RadialBasisBackward op) {
    host.radialBasisBackward(op);
    return null;
  }

  @Override
  public Void localResponseNormForward(Op.LocalResponseNormForward op) {
    localResponses.localResponse(op);
    return null;
  }

  @Override
  public Void localResponseNormBackward(Op.LocalResponseNormBackward op) {
    localResponses.localResponseBackward(op);
    return null;
  }

  @Override
  public Void groupNormForward(Op.GroupNormForward op) {
    host.groupNorm(op);
    return null;
  }

  @Override
  public Void groupNormBackward(Op.GroupNormBackward op) {
    host.groupNormBackward(op);
    return null;
  }

  @Override
  public Void dropoutForward(Op.DropoutForward op) {
    host.dropout(op);
    return null;
  }

  @Override
  public Void dropoutBackward(Op.DropoutBackward op) {
    host.dropoutBackward(op);
    return null;
  }

  @Override
  public Void batchNormForward(Op.BatchNormForward op) {
    norms.forward(op);
    return null;
  }

  @Override
  public Void batchNormBackward(Op.BatchNormBackward op) {
    norms.backward(op);
    return null;
  }

  @Override
  public Void batchNormInference(Op.BatchNormInference op) {
    norms.inference(op);
    return null;
  }

  @Override
  public Void sum(Op.Sum op) {
    joins.sum(op);
    return null;
  }

  @Override
  public Void concatenationForward(Op.ConcatenationForward op) {
    joins.concatenation(op);
    return null;
  }

  @Override
  public Void concatenationBackward(Op.ConcatenationBackward op) {
    joins.concatenationBackward(op);
    return null;
  }

  @Override
  public Void reshape(Op.Reshape op) {
    host.reshape(op);
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Op.SoftmaxCrossEntropy op) {
    host.softmaxCrossEntropy(op);
    return null;
  }

  @Override
  public Void targetedLoss(Op.TargetedLoss op) {
    host.targetedLoss(op);
    return null;
  }
}
