package org.sparkconvnet.plan;

import org.sparkconvnet.network.Window;

/** Floating-point operations of each op. */
final class FlopCount implements OpVisitor<Long> {
  @Override
  public Long convolutionForward(Op.ConvolutionForward op) {
    return convolution(op.y(), op.w());
  }

  @Override
  public Long convolutionBackwardWeights(Op.ConvolutionBackwardWeights op) {
    return convolution(op.dy(), op.dw());
  }

  @Override
  public Long convolutionBackwardData(Op.ConvolutionBackwardData op) {
    return convolution(op.dy(), op.w());
  }

  @Override
  public Long denseForward(Op.DenseForward op) {
    return dense(op.y(), op.w());
  }

  @Override
  public Long denseBackwardWeights(Op.DenseBackwardWeights op) {
    return dense(op.dy(), op.dw());
  }

  @Override
  public Long denseBackwardData(Op.DenseBackwardData op) {
    return dense(op.dy(), op.w());
  }

  @Override
  public Long poolingForward(Op.PoolingForward op) {
    return pooling(op.y(), op.window());
  }

  @Override
  public Long poolingBackward(Op.PoolingBackward op) {
    return pooling(op.dy(), op.window());
  }

  @Override
  public Long globalAverageForward(Op.GlobalAverageForward op) {
    return op.x().elements();
  }

  @Override
  public Long globalAverageBackward(Op.GlobalAverageBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long reluForward(Op.ReluForward op) {
    return op.y().elements();
  }

  @Override
  public Long reluBackward(Op.ReluBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long activationForward(Op.ActivationForward op) {
    return op.y().elements();
  }

  @Override
  public Long activationBackward(Op.ActivationBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long maxoutForward(Op.MaxoutForward op) {
    return op.x().elements();
  }

  @Override
  public Long maxoutBackward(Op.MaxoutBackward op) {
    return op.dx().elements();
  }

  @Override
  public Long radialBasisForward(Op.RadialBasisForward op) {
    return 4 * op.y().elements();
  }

  @Override
  public Long radialBasisBackward(Op.RadialBasisBackward op) {
    return 6 * op.dx().elements();
  }

  @Override
  public Long localResponseNormForward(Op.LocalResponseNormForward op) {
    return (2L * op.settings().size() + 4) * op.y().elements();
  }

  @Override
  public Long localResponseNormBackward(Op.LocalResponseNormBackward op) {
    return (2L * op.settings().size() + 8) * op.dx().elements();
  }

  @Override
  public Long groupNormForward(Op.GroupNormForward op) {
    return 8 * op.y().elements();
  }

  @Override
  public Long groupNormBackward(Op.GroupNormBackward op) {
    return 10 * op.dx().elements();
  }

  @Override
  public Long dropoutForward(Op.DropoutForward op) {
    return op.y().elements();
  }

  @Override
  public Long dropoutBackward(Op.DropoutBackward op) {
    return op.dx().elements();
  }

  /** Mean, variance, then scale and shift: about 8 operations an element. */
  @Override
  public Long batchNormForward(Op.BatchNormForward op) {
    return 8 * op.y().elements();
  }

  /** Two reductions and one elementwise pass: about 10 operations an element. */
  @Override
  public Long batchNormBackward(Op.BatchNormBackward op) {
    return 10 * op.dx().elements();
  }

  @Override
  public Long batchNormInference(Op.BatchNormInference op) {
    return 2 * op.y().elements();
  }

  @Override
  public Long sum(Op.Sum op) {
    return (op.terms().size() - 1) * op.y().elements();
  }

  @Override
  public Long concatenationForward(Op.ConcatenationForward op) {
    return 0L;
  }

  @Override
  public Long concatenationBackward(Op.ConcatenationBackward op) {
    return 0L;
  }

  @Override
  public Long reshape(Op.Reshape op) {
    return 0L;
  }

  @Override
  public Long softmaxCrossEntropy(Op.SoftmaxCrossEntropy op) {
    return 5 * op.logits().elements();
  }

  @Override
  public Long targetedLoss(Op.TargetedLoss op) {
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
