package org.sparkconvnet.backend;

import java.util.Arrays;
import java.util.Locale;

/**
 * The number format of activations and of the weights that kernels read. Master weights are
 * float32.
 */
public enum Precision {
  FP32,
  BF16;

  /** {@code fp32} or {@code bf16}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The precision of that text; throws naming those there are. */
  public static Precision parse(String text) {
    return Arrays.stream(values())
        .filter(precision -> precision.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown precision '" + text + "'; there are fp32 and bf16"));
  }
}
