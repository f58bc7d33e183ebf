package org.sparkconvnet.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The number format of activations and of the weights that kernels read. Master weights, sums and
 * statistics are float32 in all of them.
 */
public enum Precision {
  /** float32, and no product of anything less. */
  FP32(Float.BYTES),
  /** float32 in memory; convolutions and dense layers read 10 of its 23 bits of fraction. */
  TF32(Float.BYTES),
  /** bfloat16: float32's exponent, 7 bits of fraction. */
  BF16(Short.BYTES),
  /** IEEE 754's binary16: 5 bits of exponent, 10 of fraction. */
  FP16(Short.BYTES);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Of one number of an activation. */
  public int bytes() {
    return bytes;
  }

  /** {@code fp32}, {@code tf32}, {@code bf16} or {@code fp16}. */
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
                    "unknown precision '" + text + "'; there are " + names()));
  }

  private static String names() {
    String all = Arrays.stream(values()).map(Precision::text).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " and " + all.substring(last + 2);
  }
}
