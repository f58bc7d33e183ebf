package org.sparkconvnet.optimizer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings written as {@code key=value,key=value}, and their ranges. */
final class Settings {
  private final String of;
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Reads settings.
   *
   * @param of whose settings they are, for messages
   * @param text as in {@code rho=0.95,epsilon=1e-6}; empty for none
   * @param known the keys there are
   */
  Settings(String of, String text, String... known) {
    this.of = of;
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] pair = part.split("=", 2);
      String key = pair[0].strip();
      if (pair.length != 2 || !List.of(known).contains(key)) {
        throw new IllegalArgumentException(
            known.length == 0
                ? of + " has no settings, got '" + part + "'"
                : "%s has no setting '%s'; write %s=NUMBER"
                    .formatted(of, part, String.join("=NUMBER or ", known)));
      }
      if (values.put(key, pair[1].strip()) != null) {
        throw new IllegalArgumentException(of + " is given " + key + " twice");
      }
    }
  }

  double number(String key, double otherwise) {
    String value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "%s's %s must be a number, got '%s'".formatted(of, key, value), notANumber);
    }
  }

  boolean flag(String key, boolean otherwise) {
    String value = values.getOrDefault(key, Boolean.toString(otherwise));
    if (!Arrays.asList("true", "false").contains(value)) {
      throw new IllegalArgumentException(
          "%s's %s must be true or false, got '%s'".formatted(of, key, value));
    }
    return value.equals("true");
  }

  static void requireShare(String of, String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s's %s must be in [0, 1), got %s".formatted(of, key, value));
    }
  }

  static void requirePositive(String of, String key, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s's %s must be positive, got %s".formatted(of, key, value));
    }
  }

  static void requireNotNegative(String of, String key, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s's %s must not be negative, got %s".formatted(of, key, value));
    }
  }
}
