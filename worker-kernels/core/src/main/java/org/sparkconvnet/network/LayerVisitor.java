package org.sparkconvnet.network;

/** One method for every kind of layer, none with a default: a new kind breaks what forgets it. */
public interface LayerVisitor<R> {
  R convolution(Layer.Convolution layer);

  R pooling(Layer.Pooling layer);

  R globalAveragePooling(Layer.GlobalAveragePooling layer);

  R dense(Layer.Dense layer);

  R relu(Layer.Relu layer);

  R activate(Layer.Activate layer);

  R maxout(Layer.Maxout layer);

  R radialBasis(Layer.RadialBasis layer);

  R spatialDropout(Layer.SpatialDropout layer);

  R localResponseNormalization(Layer.LocalResponseNormalization layer);

  R groupNormalization(Layer.GroupNormalization layer);

  R flatten(Layer.Flatten layer);

  R dropout(Layer.Dropout layer);

  R batchNormalization(Layer.BatchNormalization layer);

  R add(Layer.Add layer);

  R concatenation(Layer.Concatenation layer);

  R softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer);

  R quadraticError(Layer.QuadraticError layer);

  R sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer);
}
