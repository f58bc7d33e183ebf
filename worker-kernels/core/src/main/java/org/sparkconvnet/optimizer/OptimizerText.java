package org.sparkconvnet.optimizer;

import java.util.List;

/** {@code adam:beta1=0.9,epsilon=1e-6}: a name, then those settings that are not its defaults. */
final class OptimizerText {
  private static final List<String> NAMES =
      List.of(
          "sgd",
          "momentum",
          "nesterov",
          "averaged",
          "adadelta",
          "rmsprop",
          "adam",
          "adamw",
          "lars");

  private OptimizerText() {}

  static Optimizer parse(String text) {
    String[] parts = text.split(":", 2);
    String name = parts[0].strip();
    String rest = parts.length == 2 ? parts[1] : "";
    return switch (name) {
      case "sgd" -> {
        new Settings(name, rest); // refuses any
        yield new Optimizer.Sgd();
      }
      case "momentum" -> new Optimizer.Momentum(momentum(name, rest));
      case "nesterov" -> new Optimizer.Nesterov(momentum(name, rest));
      case "averaged" -> {
        Settings settings = new Settings(name, rest, "beta", "bias-correction");
        yield new Optimizer.Averaged(
            settings.number("beta", 0.9), settings.flag("bias-correction", true));
      }
      case "adadelta" -> {
        Settings settings = new Settings(name, rest, "rho", "epsilon");
        yield new Optimizer.Adadelta(
            settings.number("rho", 0.95), settings.number("epsilon", 1e-6));
      }
      case "rmsprop" -> {
        Settings settings = new Settings(name, rest, "rho", "epsilon");
        yield new Optimizer.RmsProp(settings.number("rho", 0.9), settings.number("epsilon", 1e-8));
      }
      case "adam" -> {
        Settings settings = adam(name, rest);
        yield new Optimizer.Adam(beta1(settings), beta2(settings), epsilon(settings));
      }
      case "adamw" -> {
        Settings settings = adam(name, rest);
        yield new Optimizer.AdamW(beta1(settings), beta2(settings), epsilon(settings));
      }
      case "lars" -> {
        Settings settings = new Settings(name, rest, "momentum", "trust");
        yield new Optimizer.Lars(settings.number("momentum", 0.9), settings.number("trust", 1e-3));
      }
      default ->
          throw new IllegalArgumentException(
              "unknown optimizer '" + name + "'; there are " + String.join(", ", NAMES));
    };
  }

  private static double momentum(String name, String rest) {
    return new Settings(name, rest, "momentum").number("momentum", 0.9);
  }

  private static Settings adam(String name, String rest) {
    return new Settings(name, rest, "beta1", "beta2", "epsilon");
  }

  private static double beta1(Settings settings) {
    return settings.number("beta1", 0.9);
  }

  private static double beta2(Settings settings) {
    return settings.number("beta2", 0.999);
  }

  private static double epsilon(Settings settings) {
    return settings.number("epsilon", 1e-8);
  }
}
