package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.GeneratedShapes.Split;
import org.sparkconvnet.io.Digests;

class GeneratedShapesTest {
  private static final ImageSet TRAIN = GeneratedShapes.generate(1, Split.TRAIN, 0, 6_000);
  private static final ImageSet TEST = GeneratedShapes.generate(1, Split.TEST, 0, 1_500);

  @Test
  void classesAreNamedAndBalanced() {
    assertEquals(
        List.of(
            "disc",
            "square",
            "triangle",
            "star",
            "cross",
            "ring",
            "stripes",
            "checkerboard",
            "dots",
            "spiral"),
        TRAIN.classNames());
    int[] counts = new int[10];
    for (int i = 0; i < TRAIN.size(); i++) {
      counts[TRAIN.label(i)]++;
    }
    assertArrayEquals(new int[] {600, 600, 600, 600, 600, 600, 600, 600, 600, 600}, counts);
  }

  @Test
  void imageIsAPureFunctionOfSeedSplitAndIndex() {
    ImageSet part = GeneratedShapes.generate(1, Split.TRAIN, 4_321, 4_325);
    for (int i = 0; i < part.size(); i++) {
      assertArrayEquals(TRAIN.image(4_321 + i), part.image(i));
      assertArrayEquals(TRAIN.image(4_321 + i), GeneratedShapes.image(1, Split.TRAIN, 4_321 + i));
      assertEquals(TRAIN.label(4_321 + i), part.label(i));
    }
  }

  @Test
  void imagesDiffer() {
    Set<String> digests = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      digests.add(Digests.sha256(TRAIN.image(i)));
      digests.add(Digests.sha256(TEST.image(i)));
      digests.add(Digests.sha256(GeneratedShapes.image(2, Split.TRAIN, i)));
    }
    assertEquals(600, digests.size());
  }

  /** The same bytes on every machine and Java version: results on these data can be compared. */
  @Test
  void bytesNeverChange() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      bytes.writeBytes(TRAIN.image(i));
      bytes.writeBytes(TEST.image(i));
    }
    assertEquals(
        "ea61da34986af1d6bba556fd471aeb7be291dd252b80341440f2b27bb2366d23",
        Digests.sha256(bytes.toByteArray()));
  }

  /** Chance is 10%: a linear classifier of pixels must not be able to solve the task. */
  @Test
  void pixelsAreNotLinearlySeparable() {
    SoftmaxRegression regression = new SoftmaxRegression(10, GeneratedShapes.SHAPE.elements());
    Normalization normalization = Normalization.of(ChannelStatistics.of(TRAIN));
    float[][] inputs = standardised(TRAIN, normalization);
    regression.train(inputs, labels(TRAIN), 4, 2e-4f);
    double trained = regression.accuracy(inputs, labels(TRAIN));
    double tested = regression.accuracy(standardised(TEST, normalization), labels(TEST));
    assertTrue(trained > 0.2, "must have learned something, got " + trained);
    assertTrue(tested < 0.6, "must be under 60%, got " + tested);
  }

  @Test
  void meanColourSaysNothingAboutTheClass() {
    SoftmaxRegression regression = new SoftmaxRegression(10, 3);
    regression.train(meanColors(TRAIN), labels(TRAIN), 5, 1e-3f);
    double tested = regression.accuracy(meanColors(TEST), labels(TEST));
    assertTrue(tested < 0.14, "must be near chance, got " + tested);
  }

  private static float[][] standardised(ImageSet set, Normalization normalization) {
    ExampleWriter writer = new ExampleWriter(set.shape(), normalization, Augmentation.NONE);
    float[][] inputs = new float[set.size()][writer.elements()];
    for (int i = 0; i < inputs.length; i++) {
      writer.writeForEvaluation(set, i, inputs[i], 0);
    }
    return inputs;
  }

  private static float[][] meanColors(ImageSet set) {
    float[][] colors = new float[set.size()][3];
    for (int i = 0; i < colors.length; i++) {
      ChannelStatistics statistics = new ChannelStatistics(3);
      statistics.add(set.image(i));
      for (int channel = 0; channel < 3; channel++) {
        colors[i][channel] = (float) (statistics.mean(channel) / 127.5 - 1);
      }
    }
    return colors;
  }

  private static int[] labels(ImageSet set) {
    int[] labels = new int[set.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = set.label(i);
    }
    return labels;
  }
}
