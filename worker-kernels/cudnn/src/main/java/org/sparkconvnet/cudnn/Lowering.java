package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.LossOp;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.OpVisitor;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/** Turns each op of a plan into calls, in the plan's order. */
final class Lowering implements OpVisitor<Void> {
  private final ConvolutionLowering convolutions;
  private final DenseLowering dense;
  private final PoolingLowering poolings;
  private final ElementwiseLowering elementwise;
  private final NormLowering norms;
  private final JoinLowering joins;
  private final UnitLowering units;
  private final GroupNormLowering groups;
  private final LossLowering losses;

  private Lowering(ProgramBuilder program) {
    convolutions = new ConvolutionLowering(program);
    dense = new DenseLowering(program);
    poolings = new PoolingLowering(program);
    elementwise = new ElementwiseLowering(program);
    norms = new NormLowering(program);
    joins = new JoinLowering(program);
    units = new UnitLowering(program);
    groups = new GroupNormLowering(program);
    losses = new LossLowering(program);
  }

  /** With plain SGD. */
  static CudaProgram lower(Plan plan, Precision precision) {
    return lower(plan, precision, UpdateRule.PLAIN);
  }

  static CudaProgram lower(Plan plan, Precision precision, UpdateRule rule) {
    ProgramBuilder program = new ProgramBuilder(plan, precision, rule);
    Lowering lowering = new Lowering(program);
    lowering.joins.upload(plan.only(Tensor.Kind.INPUT));
    plan.forward().forEach(op -> op.accept(lowering));
    if (plan.mode() == Plan.Mode.INFERENCE) {
      program.finishInference();
      return program.build();
    }
    program.beginBackward();
    plan.backward().forEach(op -> op.accept(lowering));
    program.finishTraining();
    return program.build();
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
    elementwise.relu(op);
    return null;
  }

  @Override
  public Void reluBackward(ActivationOp.ReluBackward op) {
    elementwise.reluGradient(op);
    return null;
  }

  @Override
  public Void activationForward(ActivationOp.ActivationForward op) {
    elementwise.activation(op);
    return null;
  }

  @Override
  public Void activationBackward(ActivationOp.ActivationBackward op) {
    elementwise.activationGradient(op);
    return null;
  }

  @Override
  public Void maxoutForward(ActivationOp.MaxoutForward op) {
    units.maxout(op);
    return null;
  }

  @Override
  public Void maxoutBackward(ActivationOp.MaxoutBackward op) {
    units.maxoutGradient(op);
    return null;
  }

  @Override
  public Void radialBasisForward(ActivationOp.RadialBasisForward op) {
    units.radialBasis(op);
    return null;
  }

  @Override
  public Void radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    units.radialBasisGradient(op);
    return null;
  }

  @Override
  public Void localResponseNormForward(NormalizationOp.LocalResponseNormForward op) {
    norms.localResponse(op);
    return null;
  }

  @Override
  public Void localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op) {
    norms.localResponseBackward(op);
    return null;
  }

  @Override
  public Void groupNormForward(NormalizationOp.GroupNormForward op) {
    groups.forward(op);
    return null;
  }

  @Override
  public Void groupNormBackward(NormalizationOp.GroupNormBackward op) {
    groups.backward(op);
    return null;
  }

  @Override
  public Void dropoutForward(DropoutOp.DropoutForward op) {
    elementwise.dropout(op);
    return null;
  }

  @Override
  public Void dropoutBackward(DropoutOp.DropoutBackward op) {
    elementwise.dropoutGradient(op);
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
    elementwise.sum(op);
    return null;
  }

  @Override
  public Void concatenationForward(JoiningOp.ConcatenationForward op) {
    joins.concatenation(op);
    return null;
  }

  @Override
  public Void concatenationBackward(JoiningOp.ConcatenationBackward op) {
    joins.concatenationGradient(op);
    return null;
  }

  @Override
  public Void reshape(JoiningOp.Reshape op) {
    joins.reshape(op);
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    losses.softmaxCrossEntropy(op);
    return null;
  }

  @Override
  public Void targetedLoss(LossOp.TargetedLoss op) {
    losses.targeted(op);
    return null;
  }
}
