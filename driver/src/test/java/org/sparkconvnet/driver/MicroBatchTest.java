package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.LocalResult;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.LocalTrainer;
import org.sparkconvnet.train.MicroBatches;
import org.sparkconvnet.train.MinibatchLoader;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.Shard;

/** A minibatch computed in parts moves the weights as the whole one does, but for rounding. */
final class MicroBatchTest {
  private static final int EXAMPLES = 37; // prime, so that parts differ in size
  private static final double ROUNDING = 0x1p-24;

  /** So large that the weights before the step vanish beside it: what is left is its gradient. */
  private static final float RATE = 0x1p30f;

  private static final Network NETWORK =
      Network.builder("smooth", Shape.of(3, 32, 32))
          .convolution("first", 6, Window.square(5).withStride(2))
          .averagePooling("mean", Window.square(2).withStride(2))
          .convolution("second", 8, Window.square(3))
          .flatten("flat")
          .dense("logits", 10)
          .softmaxCrossEntropy("loss")
          .build();

  /** The largest sum: over the 14 x 14 positions of all images, of the first filters' gradient. */
  private static final double LONGEST_SUM = EXAMPLES * 14.0 * 14.0;

  /**
   * Two float32 computations of one sum of L terms differ by about sqrt(L) roundings of each, and
   * the layers behind it add as much: three layers, forward and backward.
   */
  private static final double TOLERANCE = 2 * 6 * Math.sqrt(LONGEST_SUM) * ROUNDING;

  private final ImageSet images =
      GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, EXAMPLES);

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 36})
  void partsHaveTheGradientOfTheWhole(int most) {
    float[] whole = new float[ParameterLayout.of(NETWORK).parameterCount()];
    float[] parted = whole.clone();
    float[] again = whole.clone();
    double loss = step(0, whole);
    assertEquals(loss, step(most, parted), loss * TOLERANCE);
    double distance = distance(parted, whole);
    assertTrue(distance <= TOLERANCE, () -> distance + " is more than " + TOLERANCE);
    step(most, again);
    assertArrayEquals(parted, again);
  }

  /** Examples are mixed before the minibatch is parted: partners may be in other parts. */
  @Test
  void partsOfAMixedMinibatchHaveTheGradientOfTheWhole() {
    Augmentation mixing = Augmentation.parse("mixup=1.0");
    float[] whole = new float[ParameterLayout.of(NETWORK).parameterCount()];
    float[] parted = whole.clone();
    float[] unmixed = whole.clone();
    double loss = step(0, mixing, whole);
    assertEquals(loss, step(5, mixing, parted), loss * TOLERANCE);
    double distance = distance(parted, whole);
    assertTrue(distance <= TOLERANCE, () -> distance + " is more than " + TOLERANCE);
    step(0, unmixed);
    assertTrue(distance(unmixed, whole) > 100 * TOLERANCE, "mixing has an effect");
  }

  /** A most that no minibatch exceeds changes no bits. */
  @ParameterizedTest
  @ValueSource(ints = {EXAMPLES, 1000})
  void wholeMinibatchesStayAsTheyAre(int most) {
    float[] whole = new float[ParameterLayout.of(NETWORK).parameterCount()];
    float[] same = whole.clone();
    assertEquals(step(0, whole), step(most, same));
    assertArrayEquals(whole, same);
  }

  /** The loss; the weights after one step go to {@code target}. */
  private double step(int most, float[] target) {
    return step(most, Augmentation.NONE, target);
  }

  private double step(int most, Augmentation augmentation, float[] target) {
    ParameterLayout layout = ParameterLayout.of(NETWORK);
    ExampleWriter writer =
        new ExampleWriter(
            images.shape(), Normalization.of(ChannelStatistics.of(images)), augmentation);
    Shard shard = new Shard(0, images, IntStream.range(0, EXAMPLES).toArray());
    float[] parameters = layout.initialParameters(1);
    try (Backend backend = Backends.open("onednn");
        LocalTrainer trainer =
            new LocalTrainer(
                layout,
                new MinibatchLoader(writer, new EpochLayout(EXAMPLES, 1, EXAMPLES), 1),
                batch ->
                    backend.compile(
                        Planner.plan(
                            NETWORK,
                            batch,
                            Plan.Mode.TRAINING,
                            backend.fusions(Precision.FP32),
                            Mixer.labelling(augmentation)),
                        Precision.FP32,
                        Tuning.none("onednn")),
                1,
                new MicroBatches(most))) {
      LocalSteps one = new LocalSteps(0, 0, 0, new float[] {RATE}, false);
      LocalResult result = trainer.run(shard, one, parameters, new float[0]);
      assertEquals(EXAMPLES, result.examples());
      System.arraycopy(parameters, 0, target, 0, target.length);
      return result.lossSum();
    }
  }

  private static double distance(float[] found, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow((double) found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / norm);
  }
}
