package org.sparkconvnet.plan;

/** One method for every op, none with a default: a new op breaks every backend that forgets it. */
public interface OpVisitor<R> {
  R convolutionForward(Op.ConvolutionForward op);

  R convolutionBackwardWeights(Op.ConvolutionBackwardWeights op);

  R convolutionBackwardData(Op.ConvolutionBackwardData op);

  R denseForward(Op.DenseForward op);

  R denseBackwardWeights(Op.DenseBackwardWeights op);

  R denseBackwardData(Op.DenseBackwardData op);

  R poolingForward(Op.PoolingForward op);

  R poolingBackward(Op.PoolingBackward op);

  R globalAverageForward(Op.GlobalAverageForward op);

  R globalAverageBackward(Op.GlobalAverageBackward op);

  R reluForward(Op.ReluForward op);

  R reluBackward(Op.ReluBackward op);

  R activationForward(Op.ActivationForward op);

  R activationBackward(Op.ActivationBackward op);

  R maxoutForward(Op.MaxoutForward op);

  R maxoutBackward(Op.MaxoutBackward op);

  R radialBasisForward(Op.RadialBasisForward op);

  R radialBasisBackward(Op.RadialBasisBackward op);

  R localResponseNormForward(Op.LocalResponseNormForward op);

  R localResponseNormBackward(Op.LocalResponseNormBackward op);

  R groupNormForward(Op.GroupNormForward op);

  R groupNormBackward(Op.GroupNormBackward op);

  R dropoutForward(Op.DropoutForward op);

  R dropoutBackward(Op.DropoutBackward op);

  R batchNormForward(Op.BatchNormForward op);

  R batchNormBackward(Op.BatchNormBackward op);

  R batchNormInference(Op.BatchNormInference op);

  R sum(Op.Sum op);

  R concatenationForward(Op.ConcatenationForward op);

  R concatenationBackward(Op.ConcatenationBackward op);

  R reshape(Op.Reshape op);

  R softmaxCrossEntropy(Op.SoftmaxCrossEntropy op);

  R targetedLoss(Op.TargetedLoss op);
}
