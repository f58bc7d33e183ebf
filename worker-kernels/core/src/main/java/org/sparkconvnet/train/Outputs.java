package org.sparkconvnet.train;

import org.sparkconvnet.network.Layer;

/** What a trained network's outputs for one example mean, by the loss it was trained with. */
public final class Outputs {
  private Outputs() {}

  /**
   * The example's loss against its plain label: label smoothing and class weights are ways to train
   * and stay out, so that losses with and without them compare.
   *
   * @param outputs holds the example's at {@code [offset .. offset + classes)}
   */
  public static double loss(
      Layer.Loss criterion, float[] outputs, int offset, int classes, int label) {
    if (criterion instanceof Layer.SoftmaxCrossEntropy) {
      double largest = largest(outputs, offset, classes);
      return StrictMath.log(sumOfExponentials(outputs, offset, classes, largest))
          + largest
          - outputs[offset + label];
    }
    boolean quadratic = criterion instanceof Layer.QuadraticError;
    double loss = 0;
    for (int k = 0; k < classes; k++) {
      double x = outputs[offset + k];
      double target = k == label ? 1 : 0;
      loss +=
          quadratic
              ? (x - target) * (x - target) / 2
              : Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))) - target * x;
    }
    return loss;
  }

  /**
   * How probable each class is. After softmax they sum to 1; after sigmoids each class stands on
   * its own; regressed labels are cut off at 0 and 1.
   */
  public static double[] probabilities(
      Layer.Loss criterion, float[] outputs, int offset, int classes) {
    double[] probabilities = new double[classes];
    double largest = largest(outputs, offset, classes);
    double sum = sumOfExponentials(outputs, offset, classes, largest);
    for (int k = 0; k < classes; k++) {
      double x = outputs[offset + k];
      if (criterion instanceof Layer.SoftmaxCrossEntropy) {
        probabilities[k] = StrictMath.exp(x - largest) / sum;
      } else if (criterion instanceof Layer.QuadraticError) {
        probabilities[k] = Math.min(Math.max(x, 0), 1);
      } else {
        probabilities[k] = 1 / (1 + StrictMath.exp(-x));
      }
    }
    return probabilities;
  }

  private static double largest(float[] outputs, int offset, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, outputs[offset + k]);
    }
    return largest;
  }

  private static double sumOfExponentials(
      float[] outputs, int offset, int classes, double largest) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += StrictMath.exp(outputs[offset + k] - largest);
    }
    return sum;
  }
}
