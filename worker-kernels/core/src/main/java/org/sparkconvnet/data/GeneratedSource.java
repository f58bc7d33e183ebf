package org.sparkconvnet.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.network.Shape;

/**
 * Names generated data: {@code generated:shapes?train=20000&test=4000&seed=1}, every option
 * optional; {@code &sorted=1} puts the training images of a class together. {@code
 * generated:motion?train=4000&test=1000&seed=1} are clips, with {@code &frame=4} one frame of each.
 *
 * @param name what to generate: {@code shapes}, see {@link GeneratedShapes}, or {@code motion}, see
 *     {@link GeneratedMotion}
 * @param train number of training examples
 * @param test number of test examples
 * @param seed of both
 * @param sorted whether all training examples of a class come before those of the next, to show
 *     what becomes of training in that order
 * @param frame of clips, the one frame that is kept, from 0; else {@link #ALL_FRAMES}
 */
public record GeneratedSource(
    String name, int train, int test, long seed, boolean sorted, int frame) {
  /** What such names begin with. */
  public static final String PREFIX = "generated:";

  /** The whole of each example. */
  public static final int ALL_FRAMES = -1;

  private static final long DEFAULT_SEED = 1;

  public GeneratedSource {
    GeneratedKind.of(name);
    if (train < 1 || test < 1) {
      throw new DataException(
          "generated data need at least 1 training and 1 test image, got train=%d and test=%d"
              .formatted(train, test));
    }
    if (frame < ALL_FRAMES || frame >= GeneratedMotion.frames()) {
      throw new DataException(
          "generated clips have frames 0 to %d, got frame=%d"
              .formatted(GeneratedMotion.frames() - 1, frame));
    }
  }

  /** Of whole examples. */
  public GeneratedSource(String name, int train, int test, long seed, boolean sorted) {
    this(name, train, test, seed, sorted, ALL_FRAMES);
  }

  /** Whether {@code uri} names generated data. */
  public static boolean isGenerated(String uri) {
    return uri.startsWith(PREFIX);
  }

  /** Reads the form that {@link #toString} prints. */
  public static GeneratedSource parse(String uri) {
    if (!isGenerated(uri)) {
      throw new DataException("'%s' does not begin with %s".formatted(uri, PREFIX));
    }
    String[] halves = uri.substring(PREFIX.length()).split("\\?", 2);
    GeneratedKind kind = GeneratedKind.of(halves[0]);
    Map<String, Long> options = new HashMap<>();
    if (halves.length == 2) {
      for (String part : halves[1].split("&", -1)) {
        readOption(uri, part, kind.options(), options);
      }
    }
    return new GeneratedSource(
        halves[0],
        count(uri, "train", options, kind.defaultTrain()),
        count(uri, "test", options, kind.defaultTest()),
        options.getOrDefault("seed", DEFAULT_SEED),
        flag(uri, "sorted", options),
        frame(uri, options));
  }

  /** Whether these are clips, or single frames of them. */
  public boolean isMotion() {
    return GeneratedKind.of(name) == GeneratedKind.MOTION;
  }

  /** Shape of every example. */
  public Shape shape() {
    return GeneratedKind.of(name).shape(frame);
  }

  /** The classes by label. */
  public List<String> classNames() {
    return GeneratedKind.of(name).classNames();
  }

  /** Examples [from, to) of a split. */
  public ImageSet generate(GeneratedShapes.Split split, int from, int to) {
    int classes = classNames().size();
    boolean inOrder = !sorted || split == GeneratedShapes.Split.TEST;
    GeneratedKind.Painter painter = GeneratedKind.of(name).painter(seed, split, frame);
    byte[][] images = new byte[to - from][];
    int[] labels = new int[to - from];
    for (int i = 0; i < images.length; i++) {
      long index = inOrder ? from + i : sortedIndex(from + i, train, classes);
      images[i] = painter.paint(index);
      labels[i] = (int) (index % classes);
    }
    return new ImageSet(shape(), classNames(), images, labels);
  }

  /** Which of {@code size} examples comes at {@code place} once they are sorted by class. */
  private static long sortedIndex(int place, int size, int classes) {
    int rest = place;
    int label = 0;
    for (int count = (size + classes - 1) / classes;
        rest >= count;
        count = (size - label + classes - 1) / classes) {
      rest -= count;
      label++;
    }
    return (long) rest * classes + label;
  }

  /** Number of examples of a split. */
  public int size(GeneratedShapes.Split split) {
    return split == GeneratedShapes.Split.TRAIN ? train : test;
  }

  private static void readOption(
      String uri, String part, List<String> known, Map<String, Long> options) {
    String[] sides = part.split("=", 2);
    if (!known.contains(sides[0])) {
      throw new DataException(
          "%s: no option '%s'; there are: %s".formatted(uri, sides[0], String.join(", ", known)));
    }
    try {
      Long value = Long.valueOf(sides.length == 2 ? sides[1] : "");
      if (options.put(sides[0], value) != null) {
        throw new DataException("%s: option '%s' is given twice".formatted(uri, sides[0]));
      }
    } catch (NumberFormatException notANumber) {
      throw new DataException(
          "%s: option '%s' needs a whole number".formatted(uri, sides[0]), notANumber);
    }
  }

  private static boolean flag(String uri, String option, Map<String, Long> options) {
    long value = options.getOrDefault(option, 0L);
    if (value != 0 && value != 1) {
      throw new DataException("%s: option '%s' must be 0 or 1".formatted(uri, option));
    }
    return value == 1;
  }

  private static int count(String uri, String option, Map<String, Long> options, int defaultCount) {
    long value = options.getOrDefault(option, (long) defaultCount);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new DataException(
          "%s: option '%s' must be from 1 to %d".formatted(uri, option, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  private static int frame(String uri, Map<String, Long> options) {
    long frame = options.getOrDefault("frame", 0L);
    if (frame < 0 || frame >= GeneratedMotion.frames()) {
      throw new DataException(
          "%s: option 'frame' must be from 0 to %d".formatted(uri, GeneratedMotion.frames() - 1));
    }
    return options.containsKey("frame") ? (int) frame : ALL_FRAMES;
  }

  @Override
  public String toString() {
    String text = "%s%s?train=%d&test=%d&seed=%d".formatted(PREFIX, name, train, test, seed);
    return text + (sorted ? "&sorted=1" : "") + (frame == ALL_FRAMES ? "" : "&frame=" + frame);
  }
}
