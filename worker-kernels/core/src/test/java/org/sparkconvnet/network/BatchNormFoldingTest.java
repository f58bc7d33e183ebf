package org.sparkconvnet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;
import org.sparkconvnet.zoo.ZooEntry;

/** The numbers are held to the oracle by the conformance suite of every backend. */
class BatchNormFoldingTest {
  /** Means 2 and 0, variances 3 and 0. */
  private static final float[] STATE = {2, 0, 3, 0};

  /** y = 4 (3 x + 1 - 2) / sqrt(3 + 1) + 5 = 6 x + 3, and 0 for the other unit. */
  @Test
  void weightsAndBiasesByHand() {
    Network network =
        Network.builder("one", Shape.of(1))
            .dense("d", 2)
            .layer("n", new Layer.BatchNormalization(1, 0.1))
            .softmaxCrossEntropy("loss")
            .build();
    BatchNormFolding folding = BatchNormFolding.of(network);
    float[] folded = folding.parameters(new float[] {3, 0, 1, 0, 4, 1, 5, 0}, STATE);
    assertArrayEquals(new float[] {6, 0, 3, 0}, folded);
    assertEquals(0, folding.state(STATE).length);
    assertEquals(List.of("d"), folding.network().loss().inputs());
  }

  /** y = 4 (3 x - 2) / sqrt(3 + 1) + 5 = 6 x + 1: a layer without a bias gets one. */
  @Test
  void layersWithoutABiasGetOne() {
    Network network =
        Network.builder("one", Shape.of(1, 1, 1))
            .convolutionWithoutBias("c", 2, Window.square(1))
            .layer("n", new Layer.BatchNormalization(1, 0.1))
            .relu("r")
            .flatten("logits")
            .softmaxCrossEntropy("loss")
            .build();
    BatchNormFolding folding = BatchNormFolding.of(network);
    assertArrayEquals(
        new float[] {6, 0, 1, 0}, folding.parameters(new float[] {3, 0, 4, 1, 5, 0}, STATE));
    Plan plan =
        Planner.plan(
            folding.network(), 2, Plan.Mode.INFERENCE, EnumSet.of(Fusion.CONVOLUTION_RELU));
    ConvolutionOp.ConvolutionForward only =
        (ConvolutionOp.ConvolutionForward) plan.forward().get(0);
    assertEquals(Activation.RELU, only.activation(), "and the ReLU behind joins it");
  }

  @Test
  void whatIsReadTwiceOrFollowsSomethingElseStays() {
    Network network =
        Network.builder("kept", Shape.of(3, 4, 4))
            .batchNormalization("first")
            .convolution("twice", 3, Window.square(1))
            .batchNormalization("second")
            .add("sum", "second", "twice")
            .relu("r")
            .batchNormalization("third")
            .flatten("logits")
            .softmaxCrossEntropy("loss")
            .build();
    BatchNormFolding folding = BatchNormFolding.of(network);
    assertFalse(folding.changes());
    assertSame(network, folding.network());
    float[] parameters = ParameterLayout.of(network).initialParameters(1);
    assertSame(parameters, folding.parameters(parameters, new float[0]));
  }

  /** In the residual networks every normalisation follows a convolution. */
  @Test
  void theZoosEvaluationHasNoNormalizationBehindAConvolution() {
    for (ZooEntry entry : Zoo.entries()) {
      Network network = entry.network();
      BatchNormFolding folding = BatchNormFolding.of(network);
      Set<Fusion> all = EnumSet.allOf(Fusion.class);
      long left = normalizations(Planner.plan(folding.network(), 1, Plan.Mode.INFERENCE, all));
      if (network.name().startsWith("resnet")) {
        assertTrue(folding.changes(), network.name());
        assertEquals(0, left, network.name());
        assertEquals(0, ParameterLayout.of(folding.network()).stateCount());
      }
    }
  }

  private static long normalizations(Plan plan) {
    return plan.ops().stream()
        .filter(op -> op instanceof NormalizationOp.BatchNormInference)
        .count();
  }
}
