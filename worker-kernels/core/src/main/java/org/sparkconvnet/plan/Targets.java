package org.sparkconvnet.plan;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;

/** The targets of labels, for losses that take such: {@link LossOp.TargetedLoss}. */
public final class Targets {
  private final double smoothing;
  private final List<Double> classWeights;
  private final int classes;

  private Targets(double smoothing, List<Double> classWeights, int classes) {
    this.smoothing = smoothing;
    this.classWeights = classWeights;
    this.classes = classes;
  }

  /** How a plan's loss makes targets of labels. */
  public static Targets of(Plan plan) {
    int classes = plan.network().classes();
    return plan.network().criterion() instanceof Layer.SoftmaxCrossEntropy loss
        ? new Targets(loss.smoothing(), loss.classWeights(), classes)
        : new Targets(0, List.of(), classes);
  }

  /** True where the plan's loss reads targets. */
  public static boolean readBy(Plan plan) {
    return plan.tensors().stream().anyMatch(tensor -> tensor.kind() == Tensor.Kind.TARGETS);
  }

  /**
   * target[n,k] = w[label n] ((1 - e) [k = label n] + e / classes), with label smoothing e and
   * class weights w; without them 1 and 0.
   */
  public void fill(int[] labels, float[] targets) {
    for (int n = 0; n < labels.length; n++) {
      double weight = weight(labels[n]);
      Arrays.fill(targets, n * classes, (n + 1) * classes, target(0, weight));
      targets[n * classes + labels[n]] = target(weight, weight);
    }
  }

  /**
   * The same of distributions q (N, classes): target[n,k] = (1 - e) q[n,k] w[k] + e / classes times
   * the sum of q[n,j] w[j], the mean over q of the labels' targets. {@code labels} become the most
   * probable classes, the first of equal ones.
   */
  public void fill(float[] distributions, float[] targets, int[] labels) {
    for (int n = 0; n < labels.length; n++) {
      int from = n * classes;
      int best = 0;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        best = distributions[from + k] > distributions[from + best] ? k : best;
        sum += distributions[from + k] * weight(k);
      }
      for (int k = 0; k < classes; k++) {
        double own = distributions[from + k] * weight(k);
        targets[from + k] = target(own, sum);
      }
      labels[n] = best;
    }
  }

  /** Of a class with {@code own} of the example's {@code sum}. */
  private float target(double own, double sum) {
    return (float) ((1 - smoothing) * own + smoothing / classes * sum);
  }

  private double weight(int label) {
    return classWeights.isEmpty() ? 1 : classWeights.get(label);
  }
}
