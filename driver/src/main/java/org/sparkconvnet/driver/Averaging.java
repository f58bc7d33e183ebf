package org.sparkconvnet.driver;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How what the workers of a round return becomes one mean. */
public enum Averaging {
  /** As data, workers and the cluster's measured speed suggest; settled when a run begins. */
  AUTO("auto"),
  /** The driver collects float32 weights. */
  COLLECT("collect"),
  /** The driver collects bfloat16 differences, whose rounding workers carry to the next round. */
  BF16("bf16"),
  /** Executors exchange pieces and average them; the driver collects the mean alone. */
  REDUCE_SCATTER("reduce-scatter");

  private final String text;

  Averaging(String text) {
    this.text = text;
  }

  /** As options and settings.json have it. */
  public String text() {
    return text;
  }

  /** What {@link #text} printed; throws where it is no strategy. */
  public static Averaging parse(String text) {
    return Arrays.stream(values())
        .filter(known -> known.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no way of averaging; there are %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(Averaging::text)
                                .collect(Collectors.joining(", ")))));
  }
}
