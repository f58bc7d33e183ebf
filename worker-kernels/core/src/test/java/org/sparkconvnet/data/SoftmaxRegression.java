package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/** p = softmax(W x + b), trained by stochastic gradient descent on the cross-entropy. */
final class SoftmaxRegression {
  private final int features;
  private final float[][] weights; // (classes)(features + 1), the bias last

  SoftmaxRegression(int classes, int features) {
    this.features = features;
    this.weights = new float[classes][features + 1];
  }

  /** {@code epochs} passes over {@code inputs} in random order, one example a step. */
  void train(float[][] inputs, int[] labels, int epochs, float rate) {
    RandomStream random = new RandomStream(1);
    for (int step = 0; step < epochs * inputs.length; step++) {
      int example = random.nextInt(inputs.length);
      double[] probabilities = probabilities(inputs[example]);
      for (int label = 0; label < weights.length; label++) {
        double error = probabilities[label] - (label == labels[example] ? 1 : 0);
        float change = (float) (rate * error);
        float[] row = weights[label];
        for (int i = 0; i < features; i++) {
          row[i] -= change * inputs[example][i];
        }
        row[features] -= change;
      }
    }
  }

  /** Share of examples whose most probable class is their label. */
  double accuracy(float[][] inputs, int[] labels) {
    int right = 0;
    for (int example = 0; example < inputs.length; example++) {
      double[] probabilities = probabilities(inputs[example]);
      int best = 0;
      for (int label = 1; label < probabilities.length; label++) {
        best = probabilities[label] > probabilities[best] ? label : best;
      }
      right += best == labels[example] ? 1 : 0;
    }
    return (double) right / inputs.length;
  }

  private double[] probabilities(float[] input) {
    double[] scores = new double[weights.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < scores.length; label++) {
      scores[label] = score(weights[label], input);
      largest = Math.max(largest, scores[label]);
    }
    double sum = 0;
    for (int label = 0; label < scores.length; label++) {
      scores[label] = StrictMath.exp(scores[label] - largest);
      sum += scores[label];
    }
    for (int label = 0; label < scores.length; label++) {
      scores[label] /= sum;
    }
    return scores;
  }

  private float score(float[] row, float[] input) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i + 1 < features; i += 2) {
      even += row[i] * input[i];
      odd += row[i + 1] * input[i + 1];
    }
    float rest = i < features ? row[i] * input[i] : 0;
    return even + odd + rest + row[features];
  }
}
