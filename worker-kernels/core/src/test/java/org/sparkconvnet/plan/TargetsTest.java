package org.sparkconvnet.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;

class TargetsTest {
  private static final double SMOOTHING = 0.1;
  private static final List<Double> WEIGHTS = List.of(1.0, 0.5, 4.0);

  /** target[k] = (1 - e) q[k] w[k] + e / 3 sum q[j] w[j], by hand. */
  @Test
  void mixturesAreSmoothedAndWeighted() {
    float[] distributions = {0.75f, 0, 0.25f, 0, 1, 0, 0.5f, 0.5f, 0};
    float[] targets = new float[9];
    int[] labels = new int[3];
    targets(SMOOTHING, WEIGHTS).fill(distributions, targets, labels);
    double[] sums = {0.75 + 1, 0.5, 0.5 + 0.25};
    double[] own = {0.75, 0, 1, 0, 0.5, 0, 0.5, 0.25, 0};
    for (int i = 0; i < 9; i++) {
      assertEquals(0.9 * own[i] + 0.1 / 3 * sums[i / 3], targets[i], 1e-7);
    }
    assertArrayEquals(new int[] {0, 1, 0}, labels, "the most probable, the first of equal ones");
  }

  /** A mixture's targets are the mixture of its labels' targets. */
  @Test
  void mixturesAreAffine() {
    Targets targets = targets(SMOOTHING, WEIGHTS);
    float[] ofLabels = new float[6];
    targets.fill(new int[] {2, 1}, ofLabels);
    float[] ofMixture = new float[3];
    targets.fill(new float[] {0, 0.375f, 0.625f}, ofMixture, new int[1]);
    for (int k = 0; k < 3; k++) {
      assertEquals(0.625 * ofLabels[k] + 0.375 * ofLabels[3 + k], ofMixture[k], 4 * 0x1p-24 * 4);
    }
  }

  @Test
  void plansKeepTheirLabellingAtOtherMinibatches() {
    Network network = network(0, List.of());
    for (Plan.Labelling labelling : Plan.Labelling.values()) {
      Plan plan = Planner.plan(network, 3, Plan.Mode.TRAINING, Set.of(), labelling);
      assertEquals(labelling, plan.labelling());
      assertEquals(
          Planner.plan(network, 5, Plan.Mode.TRAINING, Set.of(), labelling).print(),
          Planner.plan(plan, 5).print());
    }
  }

  @Test
  void otherLossesAndSingleExamplesAreNotMixed() {
    Augmentation mixup = Augmentation.parse("mixup=0.2");
    Augmentation cutmix = Augmentation.parse("cutmix=1.0");
    Layer.Loss softmax = new Layer.SoftmaxCrossEntropy();
    AugmentationFit.requireMixable(mixup, softmax, 2);
    AugmentationFit.requireMixable(Augmentation.NONE, new Layer.QuadraticError(), 1);
    assertEquals(
        "mixup goes with softmax cross-entropy, whose targets may be a distribution over the"
            + " classes, not with another loss",
        refusal(mixup, new Layer.QuadraticError(), 2));
    assertEquals(
        "cutmix goes with softmax cross-entropy, whose targets may be a distribution over the"
            + " classes, not with another loss",
        refusal(cutmix, new Layer.SigmoidCrossEntropy(), 2));
    assertEquals(
        "mixup mixes images of one minibatch, which needs at least 2, got 1",
        refusal(mixup, softmax, 1));
  }

  private static String refusal(Augmentation augmentation, Layer.Loss loss, int batch) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> AugmentationFit.requireMixable(augmentation, loss, batch))
        .getMessage();
  }

  private static Targets targets(double smoothing, List<Double> weights) {
    Network network = network(smoothing, weights);
    return Targets.of(Planner.plan(network, 1, Plan.Mode.TRAINING, Set.of()));
  }

  private static Network network(double smoothing, List<Double> weights) {
    return Network.builder("targets", Shape.of(2))
        .dense("classifier", 3)
        .layer("loss", new Layer.SoftmaxCrossEntropy(smoothing, weights))
        .build();
  }
}
