package org.sparkconvnet.conformance;

import java.util.Map;

/**
 * What the oracle says of one training step.
 *
 * @param loss mean over the minibatch of -log softmax(logits)[label]
 * @param logits (N, classes)
 * @param correct labels whose logit no other of their example exceeds
 * @param gradient of the loss, flat, in the order of the parameter layout
 * @param state the running statistics after the step, flat
 * @param values every node's value (N, C, H, W) by name, the input's too
 * @param decisions by name: for a ReLU 1 where its input was positive, else 0; for a max pooling
 *     the position that won in each window
 */
public record OracleStep(
    double loss,
    double[] logits,
    int correct,
    double[] gradient,
    double[] state,
    Map<String, double[]> values,
    Map<String, int[]> decisions) {}
