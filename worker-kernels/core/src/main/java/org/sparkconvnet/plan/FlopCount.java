package org.sparkconvnet.plan;

import org.sparkconvnet.network.Window;

/** Floating-point operations of each op. */
final class FlopCount implements OpVisitor<Long> {
  @Override
  public Long convolutionForward(ConvolutionOp.ConvolutionForward op) {
    return convolution(op.y(), op.w());
  }

  @Override
  public Long convolutionBackwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
    return convolution(op.dy(), op.dw());
  }

  @Override
  public Long convolutionBackwardData(ConvolutionOp.ConvolutionBackwardData op) {
    return convolution(op.dy(), op.w());
  }

  @Override
  public Long denseForward(DenseOp.DenseForward op) {
    return dense(op.y(), op.w());
  }

  @Override
  public Long denseBackwardWeights(DenseOp.DenseBackwardWeights op) {
    return dense(op.dy(), op.dw());
  }

  @Override
  public Long denseBackwardData(DenseOp.DenseBackwardData op) {
    return dense(op.dy(), op.w());
  }

  @Override
  public Long poolingForward(PoolingOp.PoolingForward op) {
    return pooling(op.y(), op.window());
  }

  @Override
  public Long poolingBackward(PoolingOp.PoolingBackward op) {
    return pooling(op.dy(), op.window());
  }

  @Override
  public Long globalAverageForward(PoolingOp.GlobalAverageForward op) {
    return op.x().elements();
  }

  @Override
  public Long globalAverageBackward(PoolingOp.GlobalAverageBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long reluForward(ActivationOp.ReluForward op) {
    return op.y().elements();
  }

  @Override
  public Long reluBackward(ActivationOp.ReluBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long activationForward(ActivationOp.ActivationForward op) {
    return op.y().elements();
  }

  @Override
  public Long activationBackward(ActivationOp.ActivationBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long maxoutForward(ActivationOp.MaxoutForward op) {
    return op.x().elements();
  }

  @Override
  public Long maxoutBackward(ActivationOp.MaxoutBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long radialBasisForward(ActivationOp.RadialBasisForward op) {
    return 4 * op.y().elements();
  }

  @Override
  public Long radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    return 6 * op.dx().elements();
  }

  @Override
  public Long localResponseNormForward(NormalizationOp.LocalResponseNormForward op) {
    return (2L * op.settings().size() + 4) * op.y().elements();
  }

  @Override
  public Long localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op) {
    return (2L * op.settings().size() + 8) * op.dx().elements();
  }

  @Override
  public Long groupNormForward(NormalizationOp.GroupNormForward op) {
    return 8 * op.y().elements();
  }

  @Override
  public Long groupNormBackward(NormalizationOp.GroupNormBackward op) {
    return 10 * op.dx().elements();
  }

  @Override
  public Long dropoutForward(DropoutOp.DropoutForward op) {
    return op.y().elements();
  }

  @Override
  public Long dropoutBackward(DropoutOp.DropoutBackward op) {
    return op.dx().elements();
  }

  /** Mean, variance, then scale and shift: about 8 operations an element. */
  @Override
  public Long batchNormForward(NormalizationOp.BatchNormForward op) {
    return 8 * op.y().elements();
  }

  /** Two reductions and one elementwise pass: about 10 operations an element. */
  @Override
  public Long batchNormBackward(NormalizationOp.BatchNormBackward op) {
    return 10 * op.dx().elements();
  }

  @Override
  public Long batchNormInference(NormalizationOp.BatchNormInference op) {
    return 2 * op.y().elements();
  }

  @Override
  public Long sum(JoiningOp.Sum op) {
    return (op.terms().size() - 1) * op.y().elements();
  }

  @Override
  public Long concatenationForward(JoiningOp.ConcatenationForward op) {
    return 0L;
  }

  @Override
  public Long concatenationBackward(JoiningOp.ConcatenationBackward op) {
    return 0L;
  }

  @Override
  public Long reshape(JoiningOp.Reshape op) {
    return 0L;
  }

  @Override
  public Long softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    return 5 * op.logits().elements();
  }

  @Override
  public Long targetedLoss(LossOp.TargetedLoss op) {
    return 6 * op.x().elements();
  }

  /** 2 N K P Q (C/groups) R S: each output position takes one filter's taps. */
  private static long convolution(Tensor y, Tensor w) {
    return 2 * y.elements() * (w.elements() / w.dims().get(0));
  }

  private static long dense(Tensor y, Tensor w) {
    return 2 * y.elements() * (w.elements() / w.dims().get(0));
  }

  private static long pooling(Tensor y, Window window) {
    return y.elements() * window.taps();
  }
}
