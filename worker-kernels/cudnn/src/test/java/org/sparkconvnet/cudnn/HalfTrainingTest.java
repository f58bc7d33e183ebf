package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.cudnn.standins.StandInControls;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** Whole training in 16 bits beside float32, and what the scale of float16's loss is for. */
final class HalfTrainingTest {
  private static final int BATCH = 16;
  private static final int CLASSES = 4;
  private static final int STEPS = 40;

  /** Of one step: forward, gradient of weights, gradient of data. */
  private static final int PRODUCTS = 3;

  private static final int PIXELS = 3 * 8 * 8;

  private static Backend backend;

  @BeforeAll
  static void open() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
    backend = Backends.open(CudnnBackend.NAME);
  }

  @AfterAll
  static void close() {
    if (backend != null) {
      backend.close();
    }
  }

  /**
   * A gradient in 16 bits is off by about the format's unit roundoff u, relative to its size, and
   * what a step puts wrong the next ones carry on but do not enlarge where training converges: so
   * after T steps the loss may differ by T u of what it started from, and must have fallen as far.
   */
  @ParameterizedTest
  @CsvSource({"BF16, 0x1p-8", "FP16, 0x1p-11", "TF32, 0x1p-11"})
  void convergesAsFloat32Does(Precision precision, double unit) {
    Run single = train(Precision.FP32);
    Run half = train(precision);
    assertTrue(single.lastLoss < single.firstLoss / 10, () -> "float32: " + single.lastLoss);
    assertTrue(half.lastLoss < half.firstLoss / 10, () -> precision + ": " + half.lastLoss);
    assertEquals(single.lastLoss, half.lastLoss, STEPS * unit * single.firstLoss);
    assertArrayEquals(half.parameters, train(precision).parameters);
  }

  /** The last layer's weights are so large that its dx overflows at the first scale. */
  @Test
  void aGradientThatOverflowsIsMadeAnewWithASmallerScale() {
    Step single = step(Precision.FP32, 1, "logits.weight", 1e4f);
    StandInControls.reset();
    Step half = step(Precision.FP16, 1, "logits.weight", 1e4f);
    assertEquals(2 * PRODUCTS, StandInControls.calls("cublasGemmEx"), "products of two passes");
    assertTrue(distance(single.gradients, half.gradients) < 0x1p-6);
    assertTrue(distance(single.state, half.state) < 0x1p-9, "the state moves once");
  }

  /** What comes out of the normalisation backwards is some 1e-8, and 2^-24 is 6e-8. */
  @Test
  void derivativesFarBelowTheRangeAreKept() {
    Step single = step(Precision.FP32, 1, "norm.scale", 1e-5f);
    Step half = step(Precision.FP16, 1, "norm.scale", 1e-5f);
    int filters = 8 * 3 * 9;
    float[] expected = Arrays.copyOf(single.gradients, filters);
    assertTrue(distance(expected, Arrays.copyOf(half.gradients, filters)) < 0x1p-6);
  }

  @ParameterizedTest
  @CsvSource({"BF16", "FP16"})
  void whatIsNoNumberShows(Precision precision) {
    Step step = step(precision, Float.NaN, "logits.weight", 1);
    assertTrue(Double.isNaN(step.loss), () -> "loss " + step.loss);
    assertTrue(Float.isNaN(step.gradients[0]), () -> "gradient " + step.gradients[0]);
  }

  private record Run(double firstLoss, double lastLoss, float[] parameters) {}

  private record Step(double loss, float[] gradients, float[] state) {}

  private static Network network() {
    Window three = Window.square(3).withPadding(1);
    return Network.builder("tiny", Shape.of(3, 8, 8))
        .convolution("conv1", 8, three)
        .relu("relu1")
        .maxPooling("pool", Window.square(2).withStride(2))
        .convolutionWithoutBias("conv2", 8, three)
        .batchNormalization("norm")
        .relu("relu2")
        .dense("logits", CLASSES)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static Executable compile(Precision precision) {
    Plan plan = Planner.plan(network(), BATCH, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
    return backend.compile(plan, precision, Tuning.none(CudnnBackend.NAME));
  }

  private static Run train(Precision precision) {
    try (Executable executable = compile(precision)) {
      Plan plan = executable.plan();
      executable.writeParameters(plan.layout().initialParameters(1));
      executable.writeState(plan.layout().initialState());
      double first = 0;
      double last = 0;
      for (int step = 0; step < STEPS; step++) {
        executable.load(images(step % 4, 1), labels());
        executable.computeGradients(step);
        last = executable.lossSum() / BATCH;
        first = step == 0 ? last : first;
        executable.descend(0.1f, 0);
      }
      float[] parameters = new float[plan.layout().parameterCount()];
      executable.readParameters(parameters);
      return new Run(first, last, parameters);
    }
  }

  /** One step on images of some size, with one parameter scaled. */
  private static Step step(Precision precision, float size, String scaled, float factor) {
    try (Executable executable = compile(precision)) {
      Plan plan = executable.plan();
      float[] parameters = plan.layout().initialParameters(1);
      Parameter range = plan.layout().get(scaled);
      for (int i = range.offset(); i < range.end(); i++) {
        parameters[i] *= factor;
      }
      executable.writeParameters(parameters);
      executable.writeState(plan.layout().initialState());
      executable.load(images(0, size), labels());
      executable.computeGradients(1);
      float[] gradients = new float[parameters.length];
      executable.readGradients(gradients);
      float[] state = new float[plan.layout().stateCount()];
      executable.readState(state);
      return new Step(executable.lossSum(), gradients, state);
    }
  }

  private static int[] labels() {
    int[] labels = new int[BATCH];
    for (int n = 0; n < BATCH; n++) {
      labels[n] = n % CLASSES;
    }
    return labels;
  }

  /** Waves of another direction for each class, in noise. */
  private static float[] images(int minibatch, float size) {
    Random random = new Random(minibatch);
    float[] images = new float[BATCH * PIXELS];
    for (int i = 0; i < images.length; i++) {
      int label = i / PIXELS % CLASSES;
      int row = i / 8 % 8;
      int column = i % 8;
      double angle = Math.PI * label / CLASSES;
      double wave = Math.sin(row * Math.cos(angle) + column * Math.sin(angle));
      images[i] = size * (float) (wave + 0.3 * random.nextGaussian());
    }
    return images;
  }

  /** Euclidean, relative to the first. */
  private static double distance(float[] expected, float[] found) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) expected[i] - found[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
