package org.sparkconvnet.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of an optimiser's vectors between two rounds. */
public enum StatePolicy {
  /** Each worker begins every round with zeros. */
  RESET,
  /** Each logical worker goes on with its own. */
  KEEP,
  /** All go on with the example-weighted mean of theirs, as with running statistics. */
  AVERAGE;

  /** {@code reset}, {@code keep} or {@code average}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The policy of that text; throws {@link IllegalArgumentException} naming those there are. */
  public static StatePolicy parse(String text) {
    return Arrays.stream(values())
        .filter(policy -> policy.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown optimizer state '%s'; there are %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(StatePolicy::text)
                                .collect(Collectors.joining(", ")))));
  }
}
