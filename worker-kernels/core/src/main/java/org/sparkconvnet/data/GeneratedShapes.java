package org.sparkconvnet.data;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * An endless labelled data set that needs no download: ten classes of shapes and textures at
 * 3x32x32, drawn at a random place, size, angle and contrast over a random gradient, with noise and
 * small discs in front. Colour and brightness say nothing about the class and no pixel does on its
 * own: a linear classifier of pixels stays near chance, while a small convolutional network
 * separates the classes.
 *
 * <p>Image {@code index} of a split is a pure function of (seed, split, index), to the bit on any
 * machine and Java version: it is rendered in plain IEEE 754 arithmetic. Its label is index mod 10,
 * so that any multiple of ten images in a row is balanced.
 */
public final class GeneratedShapes {
  /** (3, 32, 32). */
  public static final Shape SHAPE = Shape.of(3, 32, 32);

  /** The classes by label. */
  public static final List<String> CLASS_NAMES =
      Arrays.stream(Figure.values()).map(Figure::className).toList();

  private static final int MOST_DISCS = 3;
  private static final Figure[] FIGURES = Figure.values();

  private GeneratedShapes() {}

  /** Which of the two independent sequences of images. */
  public enum Split {
    TRAIN,
    TEST
  }

  /** The label of image {@code index}. */
  public static int label(long index) {
    return (int) Math.floorMod(index, (long) FIGURES.length);
  }

  /** Images [from, to) of a split. */
  public static ImageSet generate(long seed, Split split, int from, int to) {
    ShapeCanvas canvas = new ShapeCanvas();
    byte[][] images = new byte[to - from][];
    int[] labels = new int[to - from];
    for (int i = 0; i < images.length; i++) {
      images[i] = image(seed, split, from + i, canvas);
      labels[i] = label(from + i);
    }
    return new ImageSet(SHAPE, CLASS_NAMES, images, labels);
  }

  /** Image {@code index} of a split: (3, 32, 32) unsigned bytes. */
  public static byte[] image(long seed, Split split, long index) {
    return image(seed, split, index, new ShapeCanvas());
  }

  static byte[] image(long seed, Split split, long index, ShapeCanvas canvas) {
    RandomStream random =
        new RandomStream(Seeds.of(seed, Seeds.Purpose.GENERATED_DATA, split.ordinal(), index));
    canvas.drawFigure(FIGURES[label(index)], random);
    for (int disc = random.nextInt(MOST_DISCS + 1); disc > 0; disc--) {
      canvas.drawDisc(random);
    }
    canvas.addNoise(random);
    return canvas.toBytes();
  }
}
