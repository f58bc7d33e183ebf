package org.sparkconvnet.plan;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;

/** The targets of labels, for losses that take such: {@link Op.TargetedLoss}. */
public final class Targets {
  private final double offLabel;
  private final double onLabel;
  private final List<Double> classWeights;
  private final int classes;

  private Targets(double smoothing, List<Double> classWeights, int classes) {
    this.offLabel = smoothing / classes;
    this.onLabel = 1 - smoothing + offLabel;
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
      double weight = classWeights.isEmpty() ? 1 : classWeights.get(labels[n]);
      Arrays.fill(targets, n * classes, (n + 1) * classes, (float) (weight * offLabel));
      targets[n * classes + labels[n]] = (float) (weight * onLabel);
    }
  }
}
