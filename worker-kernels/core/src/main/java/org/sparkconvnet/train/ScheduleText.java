package org.sparkconvnet.train;

import java.util.ArrayList;
import java.util.List;

/** Reads schedules: a name, a colon, its settings. */
final class ScheduleText {
  private static final String WARM_UP = "warm-up:";
  private static final List<String> NAMES =
      List.of(
          "constant",
          "step:at,at...[,by=0.1]",
          "exponential[:end]",
          "cosine[:warm-up]",
          "one-cycle[:rise]",
          "plateau[:by=0.1,patience=3,min-improvement=0.01]",
          "warm-up:share+any of these");

  private ScheduleText() {}

  static Schedule parse(String text) {
    try {
      int plus = text.indexOf('+');
      if (text.startsWith(WARM_UP) && plus > 0) {
        return new Schedule.WarmUp(
            Double.parseDouble(text.substring(WARM_UP.length(), plus)),
            parse(text.substring(plus + 1)));
      }
      String[] parts = text.split(":", 2);
      return parts.length == 1 ? usual(text) : with(parts[0], parts[1], text);
    } catch (NumberFormatException notANumber) {
      throw unknown(text, notANumber);
    }
  }

  private static Schedule usual(String name) {
    return switch (name) {
      case "constant" -> new Schedule.Constant();
      case "exponential" -> new Schedule.Exponential(0.01);
      case "cosine" -> new Schedule.Cosine(0.05);
      case "one-cycle" -> new Schedule.OneCycle(0.3);
      case "plateau" -> plateau("", name);
      default -> throw unknown(name, null);
    };
  }

  private static Schedule with(String name, String settings, String text) {
    return switch (name) {
      case "step" -> steps(settings);
      case "exponential" -> new Schedule.Exponential(Double.parseDouble(settings));
      case "cosine" -> new Schedule.Cosine(Double.parseDouble(settings));
      case "one-cycle" -> new Schedule.OneCycle(Double.parseDouble(settings));
      case "plateau" -> plateau(settings, text);
      default -> throw unknown(text, null);
    };
  }

  private static Schedule steps(String settings) {
    List<Double> at = new ArrayList<>();
    double by = 0.1;
    for (String part : settings.split(",")) {
      if (part.startsWith("by=")) {
        by = Double.parseDouble(part.substring("by=".length()));
      } else {
        at.add(Double.parseDouble(part));
      }
    }
    return new Schedule.Steps(at, by);
  }

  private static Schedule plateau(String settings, String text) {
    double by = 0.1;
    int patience = 3;
    double minImprovement = 0.01;
    for (String part : settings.isEmpty() ? new String[0] : settings.split(",")) {
      String value = part.substring(part.indexOf('=') + 1);
      switch (part.substring(0, part.length() - value.length())) {
        case "by=" -> by = Double.parseDouble(value);
        case "patience=" -> patience = Integer.parseInt(value);
        case "min-improvement=" -> minImprovement = Double.parseDouble(value);
        default -> throw unknown(text, null);
      }
    }
    return new Schedule.Plateau(by, patience, minImprovement);
  }

  private static IllegalArgumentException unknown(String text, Throwable cause) {
    return new IllegalArgumentException(
        "unknown schedule '" + text + "'; there are " + String.join(", ", NAMES), cause);
  }
}
