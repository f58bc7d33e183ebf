package org.sparkconvnet.conformance;

/**
 * What one step reads.
 *
 * @param images (N, C, H, W)
 * @param labels one class per example
 * @param seed of the step's dropout masks
 */
public record Minibatch(float[] images, int[] labels, long seed) {}
