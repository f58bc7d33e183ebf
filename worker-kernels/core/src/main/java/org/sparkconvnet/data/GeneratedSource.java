package org.sparkconvnet.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names generated data: {@code generated:shapes?train=20000&test=4000&seed=1}, every option
 * optional; {@code &sorted=1} puts the training images of a class together.
 *
 * @param name what to generate; {@code shapes} is all there is, see {@link GeneratedShapes}
 * @param train number of training images
 * @param test number of test images
 * @param seed of both
 * @param sorted whether all training images of a class come before those of the next, to show what
 *     becomes of training in that order
 */
public record GeneratedSource(String name, int train, int test, long seed, boolean sorted) {
  /** What such names begin with. */
  public static final String PREFIX = "generated:";

  private static final List<String> NAMES = List.of("shapes");
  private static final List<String> OPTIONS = List.of("train", "test", "seed", "sorted");
  private static final int DEFAULT_TRAIN = 20_000;
  private static final int DEFAULT_TEST = 4_000;
  private static final long DEFAULT_SEED = 1;

  public GeneratedSource {
    if (!NAMES.contains(name)) {
      throw new DataException(
          "no generated data called '%s'; there is: %s".formatted(name, String.join(", ", NAMES)));
    }
    if (train < 1 || test < 1) {
      throw new DataException(
          "generated data need at least 1 training and 1 test image, got train=%d and test=%d"
              .formatted(train, test));
    }
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
    Map<String, Long> options = new HashMap<>();
    if (halves.length == 2) {
      for (String part : halves[1].split("&", -1)) {
        readOption(uri, part, options);
      }
    }
    return new GeneratedSource(
        halves[0],
        count(uri, "train", options, DEFAULT_TRAIN),
        count(uri, "test", options, DEFAULT_TEST),
        options.getOrDefault("seed", DEFAULT_SEED),
        flag(uri, "sorted", options));
  }

  /** Images [from, to) of a split. */
  public ImageSet generate(GeneratedShapes.Split split, int from, int to) {
    if (sorted && split == GeneratedShapes.Split.TRAIN) {
      return GeneratedShapes.generateSorted(seed, split, train, from, to);
    }
    return GeneratedShapes.generate(seed, split, from, to);
  }

  /** Number of images of a split. */
  public int size(GeneratedShapes.Split split) {
    return split == GeneratedShapes.Split.TRAIN ? train : test;
  }

  private static void readOption(String uri, String part, Map<String, Long> options) {
    String[] sides = part.split("=", 2);
    if (!OPTIONS.contains(sides[0])) {
      throw new DataException(
          "%s: no option '%s'; there are: %s".formatted(uri, sides[0], String.join(", ", OPTIONS)));
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

  @Override
  public String toString() {
    String text = "%s%s?train=%d&test=%d&seed=%d".formatted(PREFIX, name, train, test, seed);
    return sorted ? text + "&sorted=1" : text;
  }
}
