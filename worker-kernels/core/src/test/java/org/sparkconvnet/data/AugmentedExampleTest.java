package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;

/** Every part of an augmentation against its formula in double precision, alone and together. */
class AugmentedExampleTest {
  private static final float GUARD = -777;
  private static final String ALL =
      "mirror,shift=2,crop=0.3,scale=0.5,rotate=30,brightness=0.4,contrast=0.4,saturation=0.5,"
          + "salt-pepper=0.1,noise=0.1,cutout=3";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "mirror,shift=3",
        "crop=0.2",
        "scale=1",
        "rotate=180",
        "mirror,shift=2,crop=0.1,scale=3,rotate=90",
        "brightness=1",
        "contrast=1",
        "saturation=1",
        "brightness=0.4,contrast=0.4,saturation=0.4",
        "salt-pepper=0.3",
        "salt-pepper=1",
        "cutout=4",
        ALL
      })
  void agreesWithTheFormulas(String text) {
    check(text, Shape.of(3, 7, 6));
    check(text, Shape.of(3, 5, 9));
    if (!text.contains("saturation")) {
      check(text, Shape.of(1, 6, 5));
      check(text, Shape.of(2, 5, 5));
    }
  }

  private static void check(String text, Shape shape) {
    RandomStream random = new RandomStream(text.hashCode() + shape.hashCode());
    Normalization normalization = normalization(shape.channels());
    Augmentation settings = Augmentation.parse(text);
    ExampleWriter writer = new ExampleWriter(shape, normalization, settings);
    AugmentationReference reference = new AugmentationReference(settings, normalization, shape);
    ImageSet set = images(shape, 1, random);
    int elements = shape.elements();
    for (int example = 0; example < 100; example++) {
      long seed = random.nextLong();
      float[] target = new float[elements + 2];
      Arrays.fill(target, GUARD);
      writer.writeForTraining(set, 0, seed, target, 1);
      double[] expected = reference.example(set.image(0), seed);
      for (int i = 0; i < elements; i++) {
        assertEquals(
            expected[i], target[1 + i], tolerance(normalization, i / shape.positions()), text);
      }
      assertEquals(GUARD, target[0]);
      assertEquals(GUARD, target[elements + 1]);
    }
  }

  /**
   * Some 30 roundings, each of at most 2^-24 of an intermediate result: none exceeds 4 times the
   * largest pixel (twice for brightness, twice for contrast) before it is clamped and normalised.
   */
  private static double tolerance(Normalization normalization, int channel) {
    return 30 * 0x1.0p-24 * 4 * 255 / normalization.std().get(channel);
  }

  @Test
  void partsDrawIndependentlyOfEachOther() {
    Shape shape = Shape.of(3, 16, 16);
    ImageSet set = images(shape, 1, new RandomStream(3));
    float[] plain = write("rotate=20,cutout=5", shape, set, 9);
    float[] salted = write("rotate=20,salt-pepper=0.05,cutout=5", shape, set, 9);
    int differing = 0;
    for (int i = 0; i < plain.length; i++) {
      differing += plain[i] != salted[i] ? 1 : 0;
    }
    // Of 768 values 5% are salted or peppered, some of them hidden by the cutout.
    assertTrue(differing > 0 && differing < 100, differing + " values differ");
  }

  @Test
  void exampleIsAPureFunctionOfItsSeed() {
    Shape shape = Shape.of(3, 16, 16);
    ImageSet set = images(shape, 2, new RandomStream(5));
    ExampleWriter writer = new ExampleWriter(shape, normalization(3), Augmentation.parse(ALL));
    float[] again = new float[shape.elements()];
    for (int other = 0; other < 5; other++) {
      writer.writeForTraining(set, other % 2, other, again, 0);
    }
    writer.writeForTraining(set, 0, 99, again, 0);
    float[] fresh = write(ALL, shape, set, 99);
    assertArrayEquals(fresh, again);
    assertFalse(Arrays.equals(fresh, write(ALL, shape, set, 100)));
    assertFalse(Arrays.equals(fresh, write(ALL, shape, set, 99 ^ 1L << 60)));
  }

  /** A map of one half turn is the image read backwards; a quarter turn moves rows to columns. */
  @Test
  void halfTurnReversesTheImage() {
    AffineMap map = new AffineMap(3, 5);
    map.draw(Augmentation.parse("rotate=180"), constant(-1), false, 0, 0);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        assertEquals(4 - j, map.xx * j + map.xy * i + map.x0, 1e-4);
        assertEquals(2 - i, map.yx * j + map.yy * i + map.y0, 1e-4);
      }
    }
  }

  /** A stream whose next double is as near to (1 + symmetric) / 2 as the generator's first is. */
  private static RandomStream constant(double symmetric) {
    for (long seed = 0; ; seed++) {
      RandomStream random = new RandomStream(seed * 0x9E3779B97F4A7C15L);
      double first = 2 * random.nextDouble() - 1;
      if (Math.abs(first - symmetric) < 1e-6) {
        return new RandomStream(seed * 0x9E3779B97F4A7C15L);
      }
    }
  }

  @Test
  void drawsHaveTheStatedDistributions() {
    int draws = 20_000;
    int size = 12;
    AffineMap map = new AffineMap(size, size);
    double[] angle = new double[draws];
    double[] logZoom = new double[draws];
    double[] area = new double[draws];
    for (int i = 0; i < draws; i++) {
      map.draw(Augmentation.parse("rotate=40"), new RandomStream(i), false, 0, 0);
      angle[i] = Math.toDegrees(Math.atan2(map.xy, map.xx));
      map.draw(Augmentation.parse("scale=0.5"), new RandomStream(i), false, 0, 0);
      logZoom[i] = -Math.log(map.xx);
      map.draw(Augmentation.parse("crop=0.4"), new RandomStream(i), false, 0, 0);
      area[i] = map.xx * map.yy;
      double left = map.x0 + 0.5 - 0.5 * map.xx;
      assertTrue(left > -1e-9 && left + size * map.xx < size + 1e-9, "the crop leaves the image");
    }
    assertUniform(angle, -40, 40);
    assertUniform(logZoom, -Math.log(1.5), Math.log(1.5));
    // Where a side is cut to the image's, the area is a little smaller than drawn.
    for (double value : area) {
      assertTrue(value <= 1 && value > 0.4 * 3 / 4, "area " + value);
    }
  }

  /** Mean and variance within five standard errors, and the extremes within the range. */
  private static void assertUniform(double[] values, double least, double most) {
    double range = most - least;
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    double standardError = range / Math.sqrt(12.0 * values.length);
    assertEquals((least + most) / 2, mean, 5 * standardError);
    assertEquals(
        range * range / 12, variance, 5 * range * range / Math.sqrt(180.0 * values.length));
    assertTrue(Arrays.stream(values).min().orElseThrow() >= least - 1e-9);
    assertTrue(Arrays.stream(values).max().orElseThrow() <= most + 1e-9);
  }

  @Test
  void saltAndPepperAreAsManyAsStated() {
    Shape shape = Shape.of(1, 31, 31);
    ImageSet set = new ImageSet(shape, List.of("a"), new byte[][] {grey(961)}, new int[1]);
    ExampleWriter writer =
        new ExampleWriter(shape, Normalization.identity(1), Augmentation.parse("salt-pepper=0.02"));
    float[] target = new float[961];
    int black = 0;
    int white = 0;
    int examples = 500;
    for (int seed = 0; seed < examples; seed++) {
      writer.writeForTraining(set, 0, seed, target, 0);
      for (float value : target) {
        black += value == 0 ? 1 : 0;
        white += value == 255 ? 1 : 0;
      }
    }
    double expected = 0.01 * 961 * examples;
    assertEquals(expected, black, 5 * Math.sqrt(expected));
    assertEquals(expected, white, 5 * Math.sqrt(expected));
  }

  /** Each pixel is hidden by as many of the squares' places as cover it. */
  @Test
  void cutoutHidesEveryPixelAsOftenAsStated() {
    Shape shape = Shape.of(1, 6, 8);
    ImageSet set = new ImageSet(shape, List.of("a"), new byte[][] {grey(48)}, new int[1]);
    ExampleWriter writer =
        new ExampleWriter(shape, Normalization.identity(1), Augmentation.parse("cutout=3"));
    int[] hidden = new int[48];
    float[] target = new float[48];
    int examples = 20_000;
    for (int seed = 0; seed < examples; seed++) {
      writer.writeForTraining(set, 0, seed, target, 0);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] += target[i] == 0 ? 1 : 0;
      }
    }
    for (int i = 0; i < hidden.length; i++) {
      int row = i / 8;
      int column = i % 8;
      int rows = Math.min(row + 1, 5) - Math.max(row - 1, 0) + 1;
      int columns = Math.min(column + 1, 7) - Math.max(column - 1, 0) + 1;
      double expected = examples * rows * columns / 48.0;
      assertEquals(expected, hidden[i], 5 * Math.sqrt(expected));
    }
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    assertFault("rotate=10", Shape.of(12), "needs images of height and width");
    assertFault("cutout=2", Shape.of(12), "needs images of height and width");
    assertFault("cutout=4", Shape.of(3, 4, 9), "cutout=4 leaves nothing of images of 3x4x9");
    assertFault("saturation=0.1", Shape.of(1, 4, 4), "needs images of red, green and blue");
  }

  private static void assertFault(String text, Shape shape, String expected) {
    Augmentation parsed = Augmentation.parse(text);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ExampleWriter(shape, Normalization.identity(shape.channels()), parsed))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static float[] write(String text, Shape shape, ImageSet set, long seed) {
    float[] target = new float[shape.elements()];
    new ExampleWriter(shape, normalization(shape.channels()), Augmentation.parse(text))
        .writeForTraining(set, 0, seed, target, 0);
    return target;
  }

  private static Normalization normalization(int channels) {
    return new Normalization(
        List.of(120f, 110f, 100f).subList(0, channels),
        List.of(60f, 63f, 70f).subList(0, channels));
  }

  private static byte[] grey(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 100);
    return bytes;
  }

  private static ImageSet images(Shape shape, int count, RandomStream random) {
    byte[][] images = new byte[count][shape.elements()];
    for (byte[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) random.nextInt(256);
      }
    }
    return new ImageSet(shape, List.of("a"), images, new int[count]);
  }
}
