package org.sparkconvnet.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What is done at random to each training image, after normalisation.
 *
 * @param mirror exchange left and right in one case of two
 * @param shift padded random crop: pad each side by this many pixels of value 0 (the channel's
 *     mean), then cut the original size at a uniform offset
 * @param noise standard deviation of Gaussian noise added to each normalised value; 0 for none
 */
public record Augmentation(boolean mirror, int shift, double noise) implements Serializable {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  private static final String FORM =
      "expected none, or some of mirror,shift=PIXELS,noise=STD joined by commas";

  public Augmentation {
    if (shift < 0) {
      throw new IllegalArgumentException("shift must not be negative, got " + shift);
    }
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("noise must be finite and not negative, got " + noise);
    }
  }

  /** Reads the form that {@link #toString} prints: {@code none} or {@code mirror,shift=2,...}. */
  public static Augmentation parse(String text) {
    if (text.strip().equals("none")) {
      return NONE;
    }
    boolean mirror = false;
    int shift = 0;
    double noise = 0;
    Set<String> seen = new HashSet<>();
    for (String part : text.split(",", -1)) {
      String[] halves = part.split("=", 2);
      String name = halves[0].strip();
      String value = halves.length == 2 ? halves[1].strip() : null;
      if (!seen.add(name)) {
        throw bad(text, "'" + name + "' is given twice");
      }
      switch (name) {
        case "mirror" -> mirror = flag(text, value);
        case "shift" -> shift = number(text, "shift", value, Integer::valueOf);
        case "noise" -> noise = number(text, "noise", value, Double::valueOf);
        default -> throw bad(text, "'" + name + "' is unknown");
      }
    }
    return new Augmentation(mirror, shift, noise);
  }

  private static boolean flag(String text, String value) {
    if (value != null) {
      throw bad(text, "mirror takes no value");
    }
    return true;
  }

  private static <T> T number(String text, String name, String value, Function<String, T> parse) {
    try {
      return parse.apply(value == null ? "" : value);
    } catch (NumberFormatException notANumber) {
      throw bad(text, name + " needs a number");
    }
  }

  private static IllegalArgumentException bad(String text, String problem) {
    return new IllegalArgumentException("augmentation '%s': %s; %s".formatted(text, problem, FORM));
  }

  @Override
  public String toString() {
    StringJoiner parts = new StringJoiner(",");
    parts.setEmptyValue("none");
    if (mirror) {
      parts.add("mirror");
    }
    if (shift > 0) {
      parts.add("shift=" + shift);
    }
    if (noise > 0) {
      parts.add("noise=" + noise);
    }
    return parts.toString();
  }
}
