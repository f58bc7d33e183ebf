package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.OpVisitor;
import org.sparkconvnet.plan.Plan;
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
    elementwise.relu(op);
    return null;
  }

  @Override
  public Void reluBackward(Op.ReluBackward op) {
    elementwise.reluGradient(op);
    return null;
  }

  @Override
  public Void activationForward(Op.ActivationForward op) {
    elementwise.activation(op);
    return null;
  }

  @Override
  public Void activationBackward(Op.ActivationBackward op) {
    elementwise.activationGradient(op);
    return null;
  }

  @Override
  public Void maxoutForward(Op.MaxoutForward op) {
    units.maxout(op);
    return null;
  }

  @Override
  public Void maxoutBackward(Op.MaxoutBackward op) {
    units.maxoutGradient(op);
    return null;
  }

  @Override
  public Void radialBasisForward(Op.RadialBasisForward op) {
    units.radialBasis(op);
    return null;
  }

  @Override
  public Void radialBasisBackward(Op.RadialBasisBackward op) {
    units.radialBasisGradient(op);
    return null;
  }

  @Override
  public Void localResponseNormForward(Op.LocalResponseNormForward op) {
    norms.localResponse(op);
    return null;
  }

  @Override
  public Void localResponseNormBackward(Op.LocalResponseNormBackward op) {
    norms.localResponseBackward(op);
    return null;
  }

  @Override
  public Void groupNormForward(Op.GroupNormForward op) {
    groups.forward(op);
    return null;
  }

  @Override
  public Void groupNormBackward(Op.GroupNormBackward op) {
    groups.backward(op);
    return null;
  }

  @Override
  public Void dropoutForward(Op.DropoutForward op) {
    elementwise.dropout(op);
    return null;
  }

  @Override
  public Void dropoutBackward(Op.DropoutBackward op) {
    elementwise.dropoutGradient(op);
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
    elementwise.sum(op);
    return null;
  }

  @Override
  public Void concatenationForward(Op.ConcatenationForward op) {
    joins.concatenation(op);
    return null;
  }

  @Override
  public Void concatenationBackward(Op.ConcatenationBackward op) {
    joins.concatenationGradient(op);
    return null;
  }

  @Override
  public Void reshape(Op.Reshape op) {
    joins.reshape(op);
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Op.SoftmaxCrossEntropy op) {
    losses.softmaxCrossEntropy(op);
    return null;
  }

  @Override
  public Void targetedLoss(Op.TargetedLoss op) {
    losses.targeted(op);
    return null;
  }
}
