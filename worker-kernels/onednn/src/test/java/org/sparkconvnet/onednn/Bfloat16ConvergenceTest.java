package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.conformance.ConformanceSeed;
import org.sparkconvnet.conformance.Requirements;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.random.RandomStream;

/**
 * Training in bfloat16 ends where training in float32 does. A small convolutional network learns to
 * tell four fixed patterns apart under fresh Gaussian noise, {@value #STEPS} steps on each of a few
 * seeds, in both precisions; a seed gives patterns, noise and first weights.
 *
 * <p>How far the two final losses may be apart follows from what the seeds do to float32: their
 * mean difference must not exceed three standard errors of the mean of float32's own final losses.
 * The rounding of bfloat16 must matter less than the draw of the first weights does.
 */
final class Bfloat16ConvergenceTest {
  private static final int CLASSES = 4;
  private static final int SIDE = 8;
  private static final int BATCH = 16;
  private static final int STEPS = 60;
  private static final int LAST = 12;
  private static final int SEEDS = 4;
  private static final float RATE = 0.1f;

  /** Of the noise; the patterns have deviation 1 a pixel. */
  private static final float DEVIATION = 1.5f;

  @Test
  void endsWhereFloat32Does() {
    try (Backend backend = Backends.open(OneDnnBackend.NAME)) {
      String why = backend.report().precisions().get(Precision.BF16);
      if (why != null) {
        Requirements.skip(OneDnnBackend.NAME, Precision.BF16, why);
      }
      double[] full = new double[SEEDS];
      double[] half = new double[SEEDS];
      for (int i = 0; i < SEEDS; i++) {
        long seed = ConformanceSeed.of("convergence " + i);
        full[i] = finalLoss(backend, Precision.FP32, seed);
        half[i] = finalLoss(backend, Precision.BF16, seed);
      }
      double allowed = 3 * deviation(full) / Math.sqrt(SEEDS);
      double apart = Math.abs(mean(half) - mean(full));
      String found =
          String.format(
              "mean final loss %.4f in float32, %.4f in bfloat16, allowed apart %.4f; %s",
              mean(full), mean(half), allowed, ConformanceSeed.reproduce());
      System.out.println(found);
      assertTrue(mean(full) < Math.log(CLASSES) / 3, found);
      assertTrue(apart <= allowed, found);
    }
  }

  /** Mean loss of the last steps, each on a minibatch never seen before. */
  private static double finalLoss(Backend backend, Precision precision, long seed) {
    Plan plan = Planner.plan(network(), BATCH, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
    RandomStream random = new RandomStream(seed);
    float[][] patterns = new float[CLASSES][SIDE * SIDE];
    for (float[] pattern : patterns) {
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = (float) random.nextGaussian();
      }
    }
    float[] images = new float[BATCH * SIDE * SIDE];
    int[] labels = new int[BATCH];
    double sum = 0;
    Tuning tuning = Tuning.none(OneDnnBackend.NAME);
    try (Executable executable = backend.compile(plan, precision, tuning)) {
      executable.writeParameters(plan.layout().initialParameters(seed));
      executable.writeState(plan.layout().initialState());
      for (int step = 0; step < STEPS; step++) {
        draw(random, patterns, images, labels);
        executable.load(images, labels);
        executable.computeGradients(step);
        executable.descend(RATE, 0);
        sum += step < STEPS - LAST ? 0 : executable.lossSum();
      }
    }
    return sum / (LAST * BATCH);
  }

  private static void draw(RandomStream random, float[][] patterns, float[] images, int[] labels) {
    for (int n = 0; n < labels.length; n++) {
      labels[n] = random.nextInt(CLASSES);
      float[] pattern = patterns[labels[n]];
      for (int i = 0; i < pattern.length; i++) {
        images[n * pattern.length + i] = pattern[i] + DEVIATION * (float) random.nextGaussian();
      }
    }
  }

  private static Network network() {
    Window three = Window.square(3).withPadding(1);
    return Network.builder("patterns", Shape.of(1, SIDE, SIDE))
        .convolution("conv1", 16, three)
        .relu("relu1")
        .maxPooling("pool1", Window.square(2).withStride(2))
        .convolution("conv2", 16, three)
        .batchNormalization("norm2")
        .relu("relu2")
        .dense("classifier", CLASSES)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Of the population that {@code values} are drawn from. */
  private static double deviation(double[] values) {
    double mean = mean(values);
    double square = 0;
    for (double value : values) {
      square += (value - mean) * (value - mean);
    }
    return Math.sqrt(square / (values.length - 1));
  }
}
