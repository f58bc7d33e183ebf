package org.sparkconvnet.conformance;

import org.sparkconvnet.backend.Precision;

/** Rounding to nearest, ties to even, of doubles to a storage format. */
final class Rounding {
  private Rounding() {}

  /** The number of that format nearest to {@code value}. */
  static double to(Precision precision, double value) {
    return precision == Precision.BF16 ? bfloat16((float) value) : (float) value;
  }

  /** All of {@code values} rounded, in place. */
  static double[] all(Precision precision, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = to(precision, values[i]);
    }
    return values;
  }

  /**
   * The unit roundoff u = 2^-p of p significant bits, the hidden one included: a rounded number
   * differs from the number by at most u times its size. 2^-24 for float32, 2^-8 for bfloat16.
   */
  static double unit(Precision precision) {
    return precision == Precision.BF16 ? 0x1p-8 : 0x1p-24;
  }

  private static float bfloat16(float value) {
    if (!Float.isFinite(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int lowestKept = bits >>> 16 & 1;
    return Float.intBitsToFloat(bits + 0x7FFF + lowestKept & 0xFFFF0000);
  }
}
