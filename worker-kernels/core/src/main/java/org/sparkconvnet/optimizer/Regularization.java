package org.sparkconvnet.optimizer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * Which penalties act on which parameters beside the weight decay.
 *
 * @param l1 for all weights; biases and normalisation are left out
 * @param maxNorm for all weights, 0 for none
 * @param overrides for the parameters that their patterns name; later ones count
 */
public record Regularization(double l1, double maxNorm, List<Override> overrides)
    implements Serializable {
  /** None. */
  public static final Regularization NONE = new Regularization(0, 0, List.of());

  /**
   * Other numbers for some parameters.
   *
   * @param pattern of a layer's name, whose weights are meant, or with a dot in it of a
   *     parameter's, as in {@code fc1.bias}; {@code *} stands for any letters
   * @param l2 instead of the weight decay, NaN to leave it
   * @param l1 instead of the general one, NaN to leave it
   * @param maxNorm instead of the general one, NaN to leave it
   */
  public record Override(String pattern, double l2, double l1, double maxNorm)
      implements Serializable {
    public Override {
      if (pattern.isBlank()) {
        throw new IllegalArgumentException("regularization needs the name of a layer before ':'");
      }
      new Penalty(orNone(l2), orNone(l1), orNone(maxNorm));
    }

    /** {@code PATTERN:l2=X,l1=X,max-norm=X}, any of the three. */
    public static Override parse(String text) {
      int colon = text.indexOf(':');
      if (colon < 1 || colon == text.length() - 1) {
        throw new IllegalArgumentException(
            "regularization is LAYER:l2=X,l1=X,max-norm=X, any of the three, got '" + text + "'");
      }
      Settings settings =
          new Settings("regularization", text.substring(colon + 1), "l2", "l1", "max-norm");
      return new Override(
          text.substring(0, colon).strip(),
          settings.number("l2", Double.NaN),
          settings.number("l1", Double.NaN),
          settings.number("max-norm", Double.NaN));
    }

    /** The text that {@link #parse} reads. */
    public String text() {
      List<String> parts = new ArrayList<>();
      add(parts, "l2", l2);
      add(parts, "l1", l1);
      add(parts, "max-norm", maxNorm);
      return pattern + ":" + String.join(",", parts);
    }

    private static void add(List<String> parts, String key, double value) {
      if (!Double.isNaN(value)) {
        parts.add(key + "=" + value);
      }
    }

    boolean names(Parameter parameter) {
      if (pattern.indexOf('.') >= 0) {
        return matches(parameter.name());
      }
      return parameter.decays()
          && matches(parameter.name().substring(0, parameter.name().lastIndexOf('.')));
    }

    private boolean matches(String name) {
      return Pattern.matches(
          Pattern.compile("\\*")
              .splitAsStream(pattern + "\u0000")
              .map(part -> Pattern.quote(part.replace("\u0000", "")))
              .collect(Collectors.joining(".*")),
          name);
    }

    private static double orNone(double value) {
      return Double.isNaN(value) ? 0 : value;
    }
  }

  public Regularization {
    overrides = List.copyOf(overrides);
    new Penalty(0, l1, maxNorm);
  }

  /** Of one parameter, where weights decay by {@code decay} in general. */
  Penalty of(Parameter parameter, double decay) {
    boolean weight = parameter.decays();
    double l2 = weight ? decay : 0;
    double absolute = weight ? l1 : 0;
    double norm = weight ? maxNorm : 0;
    for (Override override : overrides) {
      if (override.names(parameter)) {
        l2 = Double.isNaN(override.l2) ? l2 : override.l2;
        absolute = Double.isNaN(override.l1) ? absolute : override.l1;
        norm = Double.isNaN(override.maxNorm) ? norm : override.maxNorm;
      }
    }
    return new Penalty(l2, absolute, norm);
  }

  /** Throws {@link IllegalArgumentException} where a pattern names nothing of a network. */
  public void requireNames(ParameterLayout layout) {
    for (Override override : overrides) {
      if (layout.parameters().stream().noneMatch(override::names)) {
        throw new IllegalArgumentException(
            "regularization names no layer of this network: '%s'; it has %s"
                .formatted(
                    override.pattern,
                    layout.parameters().stream()
                        .filter(Parameter::decays)
                        .map(weight -> weight.name().substring(0, weight.name().lastIndexOf('.')))
                        .distinct()
                        .collect(Collectors.joining(", "))));
      }
    }
  }
}
