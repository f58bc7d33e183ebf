package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Shape;

class ExampleWriterTest {
  private static final Shape SHAPE = Shape.of(2, 5, 4);
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(3f, 50f), List.of(2f, 5f));
  private static final ImageSet SET = set(SHAPE);
  private static final float GUARD = -777;

  @Test
  void evaluationNormalisesEveryPixel() {
    ExampleWriter writer = writer("mirror,shift=2,noise=0.1");
    float[] target = new float[3 + SHAPE.elements() + 3];
    Arrays.fill(target, GUARD);
    writer.writeForEvaluation(SET, 1, target, 3);
    for (int i = 0; i < SHAPE.elements(); i++) {
      assertEquals(NORMALIZATION.apply(i / 20, SET.image(1)[i] & 0xFF), target[3 + i]);
    }
    assertEquals(GUARD, target[2]);
    assertEquals(GUARD, target[3 + SHAPE.elements()]);
  }

  /** Every written image is one of the 2 x 5 x 5 crops, and each of them occurs about as often. */
  @Test
  void mirrorAndShiftDrawEveryCropAlike() {
    ExampleWriter writer = writer("mirror,shift=2");
    Map<String, Integer> counts = new HashMap<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      for (int down = -2; down <= 2; down++) {
        for (int right = -2; right <= 2; right++) {
          counts.put(Arrays.toString(crop(mirrored, down, right)), 0);
        }
      }
    }
    assertEquals(50, counts.size());
    float[] target = new float[SHAPE.elements()];
    for (int seed = 0; seed < 50 * 200; seed++) {
      Arrays.fill(target, GUARD);
      writer.writeForTraining(SET, 0, seed * 31L, target, 0);
      String written = Arrays.toString(target);
      assertTrue(counts.containsKey(written), written);
      counts.merge(written, 1, Integer::sum);
    }
    // 200 expected each; five standard deviations of the binomial are 70.
    counts.values().forEach(count -> assertEquals(200, count, 70));
  }

  @Test
  void writesNothingOutsideItsExample() {
    ExampleWriter writer = writer("mirror,shift=3,noise=0.5");
    for (int seed = 0; seed < 500; seed++) {
      float[] target = new float[2 + SHAPE.elements() + 2];
      Arrays.fill(target, GUARD);
      writer.writeForTraining(SET, 0, seed, target, 2);
      assertEquals(GUARD, target[1]);
      assertEquals(GUARD, target[target.length - 2]);
    }
  }

  @Test
  void exampleIsAPureFunctionOfItsSeed() {
    float[] first = new float[SHAPE.elements()];
    float[] again = new float[SHAPE.elements()];
    float[] other = new float[SHAPE.elements()];
    ExampleWriter writer = writer("mirror,shift=2,noise=0.1");
    writer.writeForTraining(SET, 0, 99, first, 0);
    writer.writeForTraining(SET, 1, 5, other, 0);
    writer.writeForTraining(SET, 0, 100, other, 0);
    writer("mirror,shift=2,noise=0.1").writeForTraining(SET, 0, 99, again, 0);
    assertArrayEquals(first, again);
    assertFalse(Arrays.equals(first, other));
  }

  @Test
  void noiseHasTheGivenDeviation() {
    ExampleWriter writer = writer("noise=0.25");
    float[] clean = new float[SHAPE.elements()];
    float[] noisy = new float[SHAPE.elements()];
    writer.writeForEvaluation(SET, 0, clean, 0);
    double squares = 0;
    int examples = 2000;
    for (int seed = 0; seed < examples; seed++) {
      writer.writeForTraining(SET, 0, seed, noisy, 0);
      for (int i = 0; i < clean.length; i++) {
        squares += (noisy[i] - clean[i]) * (noisy[i] - clean[i]);
      }
    }
    double count = (double) examples * clean.length;
    double standardError = 0.25 / Math.sqrt(2 * count);
    assertEquals(0.25, Math.sqrt(squares / count), 5 * standardError);
  }

  @Test
  void flatVectorsAreWrittenButNotMoved() {
    Shape flat = Shape.of(2);
    ImageSet set = set(flat);
    float[] target = new float[2];
    new ExampleWriter(flat, NORMALIZATION, new Augmentation(false, 0, 0))
        .writeForTraining(set, 0, 1, target, 0);
    assertEquals(NORMALIZATION.apply(1, set.image(0)[1] & 0xFF), target[1]);
    assertFault("needs images of height and width, got 2", flat, NORMALIZATION, "mirror");
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    assertFault("leaves nothing of images of 2x5x4", SHAPE, NORMALIZATION, "shift=4");
    assertFault(
        "1 channels does not fit images of 2x5x4", SHAPE, Normalization.identity(1), "none");
  }

  private static float[] crop(boolean mirrored, int down, int right) {
    List<Float> values = new ArrayList<>();
    for (int channel = 0; channel < 2; channel++) {
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 4; j++) {
          int y = i + down;
          int x = (mirrored ? 3 - j : j) + right;
          boolean inside = y >= 0 && y < 5 && x >= 0 && x < 4;
          int pixel = inside ? SET.image(0)[(channel * 5 + y) * 4 + x] & 0xFF : 0;
          values.add(inside ? NORMALIZATION.apply(channel, pixel) : 0);
        }
      }
    }
    float[] crop = new float[values.size()];
    for (int i = 0; i < crop.length; i++) {
      crop[i] = values.get(i);
    }
    return crop;
  }

  private static ExampleWriter writer(String augmentation) {
    return new ExampleWriter(SHAPE, NORMALIZATION, Augmentation.parse(augmentation));
  }

  private static ImageSet set(Shape shape) {
    byte[][] images = new byte[2][shape.elements()];
    for (int i = 0; i < shape.elements(); i++) {
      images[0][i] = (byte) (100 + 3 * i);
      images[1][i] = (byte) (250 - 2 * i);
    }
    return new ImageSet(shape, List.of("a"), images, new int[2]);
  }

  private static void assertFault(
      String expected, Shape shape, Normalization normalization, String augmentation) {
    Augmentation parsed = Augmentation.parse(augmentation);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ExampleWriter(shape, normalization, parsed))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }
}
