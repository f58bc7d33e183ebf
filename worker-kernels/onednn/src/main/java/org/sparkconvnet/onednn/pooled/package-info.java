/**
 * Gradients of a convolution that a max pooling follows, with or without a ReLU between, computed
 * with Java's Vector API straight from the pooled gradient.
 *
 * <p>{@link org.sparkconvnet.onednn.pooled.VectorModule} tells whether this JVM has that API; where
 * it does not, no other class here may be used but {@link
 * org.sparkconvnet.onednn.pooled.PooledConvolution}, the geometry. {@link
 * org.sparkconvnet.onednn.pooled.PooledConvolutionBackward} has the formulas. It keeps images,
 * filters and lists in arrays of its own on the Java heap, made once.
 */
package org.sparkconvnet.onednn.pooled;
