package org.sparkconvnet.train;

/**
 * bfloat16, the upper half of a float32: 8 bits of exponent, 8 of significand of which one is
 * implied. Rounds to nearest, ties to even: a relative error of at most 2^-8 / 2.
 */
public final class Bf16 {
  private static final int HALF = 16;
  private static final int QUIET = 0x40;

  private Bf16() {}

  /** The nearest bfloat16; NaN stays NaN, and what is larger than all becomes infinite. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> HALF | QUIET);
    }
    return (short) (bits + 0x7FFF + (bits >>> HALF & 1) >>> HALF);
  }

  /** The float of the same value. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << HALF);
  }
}
