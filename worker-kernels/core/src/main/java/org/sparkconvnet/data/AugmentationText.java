package org.sparkconvnet.data;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/** The text form of an {@link Augmentation}: its parts' names and values, joined by commas. */
final class AugmentationText {
  private AugmentationText() {}

  /** What a part's value is. */
  private enum Value {
    NOTHING,
    WHOLE,
    REAL
  }

  /** The parts, in the order of their application. */
  private enum Part {
    MIRROR("mirror", Value.NOTHING, parts -> parts.mirror() ? 1 : 0),
    SHIFT("shift", Value.WHOLE, Augmentation::shift),
    CROP("crop", Value.REAL, Augmentation::crop),
    SCALE("scale", Value.REAL, Augmentation::scale),
    ROTATE("rotate", Value.REAL, Augmentation::rotate),
    BRIGHTNESS("brightness", Value.REAL, Augmentation::brightness),
    CONTRAST("contrast", Value.REAL, Augmentation::contrast),
    SATURATION("saturation", Value.REAL, Augmentation::saturation),
    SALT_PEPPER("salt-pepper", Value.REAL, Augmentation::saltPepper),
    NOISE("noise", Value.REAL, Augmentation::noise),
    CUTOUT("cutout", Value.WHOLE, Augmentation::cutout),
    MIXUP("mixup", Value.REAL, Augmentation::mixup),
    CUTMIX("cutmix", Value.REAL, Augmentation::cutmix);

    private final String text;
    private final Value value;
    private final ToDoubleFunction<Augmentation> get;

    Part(String text, Value value, ToDoubleFunction<Augmentation> get) {
      this.text = text;
      this.value = value;
      this.get = get;
    }

    String print(double number) {
      return switch (value) {
        case NOTHING -> text;
        case WHOLE -> text + "=" + (int) number;
        case REAL -> text + "=" + number;
      };
    }
  }

  static String print(Augmentation augmentation) {
    StringJoiner parts = new StringJoiner(",");
    parts.setEmptyValue("none");
    for (Part part : Part.values()) {
      double number = part.get.applyAsDouble(augmentation);
      if (number > 0) {
        parts.add(part.print(number));
      }
    }
    return parts.toString();
  }

  static Augmentation parse(String text) {
    Map<Part, Double> values = new EnumMap<>(Part.class);
    if (!text.strip().equals("none")) {
      for (String part : text.split(",", -1)) {
        read(text, part, values);
      }
    }
    return new Augmentation(
        values.containsKey(Part.MIRROR),
        (int) number(values, Part.SHIFT),
        number(values, Part.CROP),
        number(values, Part.SCALE),
        number(values, Part.ROTATE),
        number(values, Part.BRIGHTNESS),
        number(values, Part.CONTRAST),
        number(values, Part.SATURATION),
        number(values, Part.SALT_PEPPER),
        number(values, Part.NOISE),
        (int) number(values, Part.CUTOUT),
        number(values, Part.MIXUP),
        number(values, Part.CUTMIX));
  }

  private static double number(Map<Part, Double> values, Part part) {
    return values.getOrDefault(part, 0.0);
  }

  private static void read(String text, String piece, Map<Part, Double> values) {
    String[] halves = piece.split("=", 2);
    String name = halves[0].strip();
    Part part =
        Arrays.stream(Part.values())
            .filter(known -> known.text.equals(name))
            .findFirst()
            .orElseThrow(() -> bad(text, "'" + name + "' is unknown"));
    double value = value(text, part, halves.length == 2 ? halves[1].strip() : null);
    if (values.put(part, value) != null) {
      throw bad(text, "'" + name + "' is given twice");
    }
  }

  private static double value(String text, Part part, String value) {
    if (part.value == Value.NOTHING) {
      if (value != null) {
        throw bad(text, part.text + " takes no value");
      }
      return 1;
    }
    String given = value == null ? "" : value;
    try {
      return part.value == Value.WHOLE ? Integer.parseInt(given) : Double.parseDouble(given);
    } catch (NumberFormatException notANumber) {
      String kind =
          part.value == Value.WHOLE ? " needs a number of whole pixels" : " needs a number";
      throw bad(text, part.text + kind);
    }
  }

  private static IllegalArgumentException bad(String text, String problem) {
    return new IllegalArgumentException(
        "augmentation '%s': %s; expected none, or some of %s,%s,%s,%s joined by commas"
            .formatted(
                text,
                problem,
                Augmentation.GEOMETRY_FORM,
                Augmentation.COLOUR_FORM,
                Augmentation.DAMAGE_FORM,
                Augmentation.MIXING_FORM));
  }
}
