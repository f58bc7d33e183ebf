package org.sparkconvnet.plan;

/** One method for every op, none with a default: a new op breaks every backend that forgets it. */
public interface OpVisitor<R> {
  R convolutionForward(ConvolutionOp.ConvolutionForward op);

  R convolutionBackwardWeights(ConvolutionOp.ConvolutionBackwardWeights op);

  R convolutionBackwardData(ConvolutionOp.ConvolutionBackwardData op);

  R denseForward(DenseOp.DenseForward op);

  R denseBackwardWeights(DenseOp.DenseBackwardWeights op);

  R denseBackwardData(DenseOp.DenseBackwardData op);

  R poolingForward(PoolingOp.PoolingForward op);

  R poolingBackward(PoolingOp.PoolingBackward op);

  R globalAverageForward(PoolingOp.GlobalAverageForward op);

  R globalAverageBackward(PoolingOp.GlobalAverageBackward op);

  R reluForward(ActivationOp.ReluForward op);

  R reluBackward(ActivationOp.ReluBackward op);

  R activationForward(ActivationOp.ActivationForward op);

  R activationBackward(ActivationOp.ActivationBackward op);

  R maxoutForward(ActivationOp.MaxoutForward op);

  R maxoutBackward(ActivationOp.MaxoutBackward op);

  R radialBasisForward(ActivationOp.RadialBasisForward op);

  R radialBasisBackward(ActivationOp.RadialBasisBackward op);

  R localResponseNormForward(NormalizationOp.LocalResponseNormForward op);

  R localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op);

  R groupNormForward(NormalizationOp.GroupNormForward op);

  R groupNormBackward(NormalizationOp.GroupNormBackward op);

  R dropoutForward(DropoutOp.DropoutForward op);

  R dropoutBackward(DropoutOp.DropoutBackward op);

  R batchNormForward(NormalizationOp.BatchNormForward op);

  R batchNormBackward(NormalizationOp.BatchNormBackward op);

  R batchNormInference(NormalizationOp.BatchNormInference op);

  R sum(JoiningOp.Sum op);

  R concatenationForward(JoiningOp.ConcatenationForward op);

  R concatenationBackward(JoiningOp.ConcatenationBackward op);

  R reshape(JoiningOp.Reshape op);

  R softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op);

  R targetedLoss(LossOp.TargetedLoss op);
}
