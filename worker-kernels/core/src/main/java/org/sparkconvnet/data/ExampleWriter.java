package org.sparkconvnet.data;

import java.util.Arrays;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * Writes images into a minibatch: normalised, for training augmented, as float32 (C, H, W). Of a
 * clip (C, D, H, W), what moves or colours pixels, and a cutout, do the same to all its frames;
 * noise and salt and pepper fall on each on its own.
 *
 * <pre>
 * evaluation  y[c, i, j] = x[c, i, j]                   x = (pixel - mean) / std
 * training    y[c, i, j] = x[c, i + a, m(j) + b] + noise z,  0 where the index leaves the image;
 *             a, b uniform in {-shift .. shift}, m(j) = j or W - 1 - j, z standard normal
 * </pre>
 *
 * <p>and with the other parts of the {@link Augmentation} in the order it states. The random
 * numbers are a pure function of the example's seed. Allocates nothing per example. Not
 * thread-safe: one writer per thread.
 */
public final class ExampleWriter {
  private final Shape shape;
  private final Augmentation augmentation;
  private final float[][] tables; // (C)(256), x by pixel value
  private final int elements;
  private final int channels;
  private final int frames; // 1 of images
  private final int height;
  private final int width;
  private final RandomStream random = new RandomStream(0);
  private final RandomStream partRandom = new RandomStream(0);
  private final AffineResampler resampler; // null where nothing is resampled
  private final ColourJitter colours; // null where colours stay
  private final Damage damage;

  /** What draws from a sequence of its own; mirror, shift and noise share the example's. */
  private enum Part {
    GEOMETRY,
    COLOURS,
    SALT_PEPPER,
    CUTOUT
  }

  /** A writer of examples of {@code shape}; what moves pixels needs height and width. */
  public ExampleWriter(Shape shape, Normalization normalization, Augmentation augmentation) {
    if (normalization.mean().size() != shape.channels()) {
      throw new IllegalArgumentException(
          "a normalization of %d channels does not fit images of %s"
              .formatted(normalization.mean().size(), shape));
    }
    AugmentationFit.require(augmentation, shape);
    this.shape = shape;
    this.augmentation = augmentation;
    this.tables = normalization.tables();
    this.elements = shape.elements();
    this.channels = shape.channels();
    boolean plane = AugmentationFit.hasPlanes(shape);
    this.width = plane ? shape.spatial().get(shape.rank() - 1) : shape.positions();
    this.height = plane ? shape.spatial().get(shape.rank() - 2) : 1;
    this.frames = shape.positions() / (height * width);
    this.resampler =
        augmentation.resamples() ? new AffineResampler(channels, frames, height, width) : null;
    this.colours =
        augmentation.colours() ? new ColourJitter(shape.positions(), normalization) : null;
    this.damage = new Damage(frames, height, width, tables);
  }

  /** Floats one example takes. */
  public int elements() {
    return elements;
  }

  /** Of the images it writes. */
  public Shape shape() {
    return shape;
  }

  /** What it does to images in training, but for what mixes one with another. */
  public Augmentation augmentation() {
    return augmentation;
  }

  /** Writes image {@code index} as it is to {@code target[offset .. offset + elements())}. */
  public void writeForEvaluation(ImageSet set, int index, float[] target, int offset) {
    write(set.image(index), false, 0, 0, target, offset);
  }

  /** Writes image {@code index}, augmented as {@code exampleSeed} has it. */
  public void writeForTraining(
      ImageSet set, int index, long exampleSeed, float[] target, int offset) {
    random.reset(exampleSeed);
    int shift = augmentation.shift();
    boolean mirrored = augmentation.mirror() && random.nextLong() < 0;
    int down = shift > 0 ? random.nextInt(2 * shift + 1) - shift : 0;
    int right = shift > 0 ? random.nextInt(2 * shift + 1) - shift : 0;
    byte[] image = set.image(index);
    if (resampler == null) {
      write(image, mirrored, down, right, target, offset);
    } else {
      RandomStream drawn = of(Part.GEOMETRY, exampleSeed);
      resampler.write(image, tables, augmentation, drawn, mirrored, down, right, target, offset);
    }
    if (colours != null) {
      colours.apply(image, augmentation, of(Part.COLOURS, exampleSeed), target, offset);
    }
    if (augmentation.saltPepper() > 0) {
      RandomStream drawn = of(Part.SALT_PEPPER, exampleSeed);
      damage.saltAndPepper(augmentation.saltPepper(), drawn, target, offset);
    }
    if (augmentation.noise() > 0) {
      GaussianTable.addNoise(target, offset, elements, (float) augmentation.noise(), random);
    }
    if (augmentation.cutout() > 0) {
      damage.cutout(augmentation.cutout(), of(Part.CUTOUT, exampleSeed), target, offset);
    }
  }

  private RandomStream of(Part part, long exampleSeed) {
    partRandom.reset(Seeds.mix(exampleSeed ^ Seeds.mix(part.ordinal() + 1)));
    return partRandom;
  }

  private void write(
      byte[] image, boolean mirrored, int down, int right, float[] target, int offset) {
    int first = Math.max(0, -down); // rows [first, last) lie inside the image
    int last = Math.min(height, height - down);
    for (int plane = 0; plane < channels * frames; plane++) {
      float[] table = tables[plane / frames];
      int from = plane * height * width;
      int to = offset + from;
      Arrays.fill(target, to, to + first * width, 0);
      for (int row = first; row < last; row++) {
        int source = from + (row + down) * width;
        writeRow(image, source, mirrored, right, table, target, to + row * width);
      }
      Arrays.fill(target, to + last * width, to + height * width, 0);
    }
  }

  /** One output row from the input row that begins at {@code source}. */
  private void writeRow(
      byte[] image,
      int source,
      boolean mirrored,
      int right,
      float[] table,
      float[] target,
      int start) {
    int visible = width - Math.abs(right);
    int input = source + Math.max(0, right); // the first input column that stays visible
    boolean gapFirst = mirrored ? right > 0 : right < 0;
    int output = gapFirst ? start + width - visible : start;
    Arrays.fill(target, start, output, 0);
    if (mirrored) {
      copyMirrored(image, input, visible, table, target, output + visible - 1);
    } else {
      copy(image, input, visible, table, target, output);
    }
    Arrays.fill(target, output + visible, start + width, 0);
  }

  // Two loops of their own, with one table and nothing else: the compiler turns them into code
  // twice as fast as inside a larger method.
  private static void copy(
      byte[] image, int input, int count, float[] table, float[] target, int output) {
    for (int i = 0; i < count; i++) {
      target[output + i] = table[image[input + i] & 0xFF];
    }
  }

  private static void copyMirrored(
      byte[] image, int input, int count, float[] table, float[] target, int lastOutput) {
    for (int i = 0; i < count; i++) {
      target[lastOutput - i] = table[image[input + i] & 0xFF];
    }
  }
}
