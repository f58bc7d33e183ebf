package org.sparkconvnet.backend;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What timing decided for one plan on one kind of machine. Two runs with equal tunings compute
 * equal bits.
 *
 * @param backend whose choices they are
 * @param key what they were decided for: device, library version, precision and plan
 * @param choices op name to choice, in the backend's own words, sorted by name
 */
public record Tuning(String backend, String key, Map<String, String> choices)
    implements Serializable {
  public Tuning {
    choices = Collections.unmodifiableMap(new TreeMap<>(choices));
  }

  /** No choices: the backend's defaults, for tests and one-off inference. */
  public static Tuning none(String backend) {
    return new Tuning(backend, "", Map.of());
  }

  /** The choice for an op, or {@code otherwise} where none was recorded. */
  public String choice(String op, String otherwise) {
    return choices.getOrDefault(op, otherwise);
  }
}
