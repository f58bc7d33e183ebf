package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.DropoutMask;

/** The oracle's forward formulas on examples worked by hand, which differences cannot hold. */
class OracleValuesTest {
  private static final double EXACT = 1e-15;

  /** x = 1 2 3 / 4 5 6, w = 1 10 / 100 1000 at dilation (1, 2), padding (1, 0), stride (2, 1). */
  @Test
  void convolutionReadsRowsAndColumns() {
    Window window = new Window(List.of(2, 2), List.of(2, 1), List.of(1, 0), List.of(1, 2));
    double[] y =
        value(
            start(1, 2, 3).convolution("y", 1, window),
            new double[] {1, 10, 100, 1000, 0.5},
            1,
            2,
            3,
            4,
            5,
            6);
    assertArrayEquals(new double[] {0.5 + 100 + 3000, 0.5 + 4 + 60}, y, EXACT);
  }

  /** Four channels in two groups, three filters each: filter k reads channels of group k / 3. */
  @Test
  void groupsAreContiguous() {
    double[] weights = {1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1};
    double[] y =
        value(
            start(4, 1, 1)
                .layer(
                    "y",
                    new Layer.Convolution(6, Window.square(1), 2, false, new Initializer.He())),
            weights,
            1,
            20,
            300,
            4000);
    assertArrayEquals(new double[] {1, 20, 21, 300, 4000, 4300}, y, EXACT);
  }

  @Test
  void poolingsIgnorePadding() {
    Window window = Window.square(2).withStride(2).withPadding(1);
    double[] images = {-1, -2, -3, -4};
    assertArrayEquals(
        new double[] {-1, -2, -3, -4},
        value(start(1, 2, 2).maxPooling("y", window), new double[0], images),
        EXACT);
    Window whole = Window.square(3).withStride(2).withPadding(1);
    assertArrayEquals(
        new double[] {-2.5},
        value(start(1, 2, 2).averagePooling("y", whole), new double[0], images),
        EXACT);
  }

  /** Of two equal maxima in different windows' places, the first in row-major order wins. */
  @Test
  void maxPoolingPicksTheFirstOfEqualPositions() {
    Network network =
        start(1, 2, 2)
            .maxPooling("y", Window.square(2))
            .dense("d", 2)
            .softmaxCrossEntropy("l")
            .build();
    OracleStep step =
        new Oracle(network, 1)
            .train(new double[4], new double[0], new double[] {3, 7, 7, 1}, new int[1], 0);
    assertArrayEquals(new int[] {1}, step.decisions().get("y"));
  }

  /** Values 1 and 5 of one channel: mean 3, biased variance 4. */
  @Test
  void normalizationUsesTheBiasedVariance() {
    Network network =
        start(1)
            .layer("y", new Layer.BatchNormalization(1e-12, 0.25))
            .dense("d", 2)
            .softmaxCrossEntropy("l")
            .build();
    double[] parameters = {2, 0.5, 0, 0, 0, 0};
    OracleStep step =
        new Oracle(network, 2)
            .train(parameters, new double[] {8, 12}, new double[] {1, 5}, new int[2], 0);
    assertArrayEquals(new double[] {-1.5, 2.5}, step.values().get("y"), 1e-11);
    assertArrayEquals(
        new double[] {0.75 * 8 + 0.25 * 3, 0.75 * 12 + 0.25 * 4}, step.state(), EXACT);
  }

  @Test
  void inferenceUsesRunningStatisticsAndNoDropout() {
    Network network =
        start(2)
            .layer("n", new Layer.BatchNormalization(1e-12, 0.25))
            .dropout("o", 0.5)
            .softmaxCrossEntropy("l")
            .build();
    double[] logits =
        new Oracle(network, 1)
            .infer(new double[] {1, 2, 10, 20}, new double[] {1, 2, 4, 25}, new double[] {5, 12});
    assertArrayEquals(new double[] {12, 24}, logits, 1e-10);
  }

  /** The third dropout of a network has index 2, even where another has rate 0. */
  @Test
  void dropoutsAreCountedInOrder() {
    Network network =
        start(40)
            .dropout("a", 0)
            .relu("r")
            .dropout("b", 0)
            .dropout("c", 0.5)
            .softmaxCrossEntropy("l")
            .build();
    double[] ones = new double[40];
    Arrays.fill(ones, 1);
    OracleStep step =
        new Oracle(network, 1).train(new double[0], new double[0], ones, new int[1], 9);
    long seed = DropoutMask.seed(9, 2);
    for (int i = 0; i < ones.length; i++) {
      boolean kept = DropoutMask.keeps(seed, i, DropoutMask.threshold(0.5));
      assertEquals(kept ? 2 : 0, step.logits()[i], EXACT);
    }
  }

  /** Logits (0, ln 3): probabilities 1/4 and 3/4. */
  @Test
  void lossIsTheMeanOfTheLogarithms() {
    Network network = start(2).dense("d", 2).softmaxCrossEntropy("l").build();
    double[] parameters = {1, 0, 0, 1, 0, 0};
    OracleStep step =
        new Oracle(network, 2)
            .train(
                parameters,
                new double[0],
                new double[] {0, Math.log(3), 0, Math.log(3)},
                new int[] {0, 1},
                0);
    assertEquals((Math.log(4) + Math.log(4.0 / 3)) / 2, step.loss(), EXACT);
    assertEquals(1, step.correct());
    assertArrayEquals(
        new double[] {(0.25 - 1 + 0.25) / 2, (0.75 + 0.75 - 1) / 2},
        Arrays.copyOfRange(step.gradient(), 4, 6),
        EXACT);
  }

  /** f(1) and f(-1) as tables print them. */
  @ParameterizedTest
  @CsvSource({
    "LEAKY_RELU, 1, -0.01",
    "ELU, 1, -0.632120558828557678",
    "TANH, 0.761594155955764888, -0.761594155955764888",
    "SIGMOID, 0.731058578630004879, 0.268941421369995121",
    "HARD_TANH, 1, -1",
    "SOFTPLUS, 1.313261687518222834, 0.313261687518222834",
    "GELU, 0.841344746068542949, -0.158655253931457051",
    "SILU, 0.731058578630004879, -0.268941421369995121"
  })
  void activationsAreAsInTables(Activation.Function function, double atOne, double atMinusOne) {
    double[] y =
        value(start(2, 1, 1).activation("y", Activation.of(function)), new double[0], 1, -1);
    assertArrayEquals(new double[] {atOne, atMinusOne}, y, 1e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.520499877813046538",
    "-1, -0.842700792949714869",
    "2, 0.995322265018952734",
    "3.5, 0.999999256901627658",
    "7, 1"
  })
  void theErrorFunctionIsAsInTables(double x, double erf) {
    assertEquals(erf, ErrorFunction.erf(x), EXACT);
  }

  /** Logits (0, ln 3) of label 0 (weight 2), targets 3/4 and 1/4: -2 (3/4 ln 1/4 + 1/4 ln 3/4). */
  @Test
  void smoothedAndWeightedLoss() {
    OracleStep step = lossOf(new Layer.SoftmaxCrossEntropy(0.5, List.of(2.0, 5.0)), Math.log(3));
    assertEquals(2 * (0.75 * Math.log(4) + 0.25 * Math.log(4.0 / 3)), step.loss(), EXACT);
    assertArrayEquals(
        new double[] {2 * (0.25 - 0.75), 2 * (0.75 - 0.25)},
        Arrays.copyOfRange(step.gradient(), 4, 6),
        EXACT);
  }

  /** Outputs (0, 3) of label 0: ((0 - 1)^2 + (3 - 0)^2) / 2. */
  @Test
  void quadraticErrorIsHalfTheSumOfSquares() {
    OracleStep step = lossOf(new Layer.QuadraticError(), 3);
    assertEquals(5, step.loss(), EXACT);
    assertArrayEquals(new double[] {-1, 3}, Arrays.copyOfRange(step.gradient(), 4, 6), EXACT);
    assertEquals(0, step.correct());
  }

  /** Outputs (0, ln 3) of label 0: probabilities 1/2 and 3/4, so ln 2 + ln 4. */
  @Test
  void sigmoidCrossEntropyTellsEachClassFromTheOthers() {
    OracleStep step = lossOf(new Layer.SigmoidCrossEntropy(), Math.log(3));
    assertEquals(Math.log(8), step.loss(), EXACT);
    assertArrayEquals(new double[] {-0.5, 0.75}, Arrays.copyOfRange(step.gradient(), 4, 6), EXACT);
  }

  /** One example of label 0 with outputs (0, second). */
  private static OracleStep lossOf(Layer.Loss loss, double second) {
    Network network = start(2).dense("d", 2).layer("l", loss).build();
    double[] identity = {1, 0, 0, 1, 0, 0};
    return new Oracle(network, 1)
        .train(identity, new double[0], new double[] {0, second}, new int[1], 0);
  }

  @Test
  void descentDecaysWeightsOnly() {
    Network network = start(1).dense("d", 2).softmaxCrossEntropy("l").build();
    double[] parameters = {1, 2, 3, 4};
    new Oracle(network, 1).descend(parameters, new double[] {1, 1, 1, 1}, 0.5, 0.1);
    assertArrayEquals(new double[] {0.45, 1.4, 2.5, 3.5}, parameters, EXACT);
  }

  private static NetworkBuilder start(int channels, int... spatial) {
    return Network.builder("by hand", Shape.of(channels, spatial));
  }

  /** The value of layer {@code y} for one example. */
  private static double[] value(NetworkBuilder builder, double[] parameters, double... image) {
    Network network = builder.dense("d", 2).softmaxCrossEntropy("l").build();
    int count = ParameterLayout.of(network).parameterCount();
    double[] all = Arrays.copyOf(parameters, count);
    return new Oracle(network, 1).train(all, new double[0], image, new int[1], 0).values().get("y");
  }
}
