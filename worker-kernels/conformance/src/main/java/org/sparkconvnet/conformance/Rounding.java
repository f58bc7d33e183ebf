package org.sparkconvnet.conformance;

import org.sparkconvnet.backend.Precision;

/** Rounding to nearest, ties to even, of doubles to a storage format. */
final class Rounding {
  private Rounding() {}

  /** The number of that format nearest to {@code value}; tf32 is stored as float32. */
  static double to(Precision precision, double value) {
    return switch (precision) {
      case FP32, TF32 -> (float) value;
      case BF16 -> bfloat16((float) value);
      case FP16 -> float16(value);
    };
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
   * differs from the number by at most u times its size. 2^-24 for float32 (and tf32 as it is
   * stored), 2^-8 for bfloat16, 2^-11 for float16.
   */
  static double unit(Precision precision) {
    return switch (precision) {
      case FP32, TF32 -> 0x1p-24;
      case BF16 -> 0x1p-8;
      case FP16 -> 0x1p-11;
    };
  }

  /** By how much of its size a product's operand may be moved: tf32 may cut off all but 10 bits. */
  static double operandUnit(Precision precision) {
    return precision == Precision.TF32 ? 0x1p-10 : unit(precision);
  }

  /** Half the distance of the format's smallest numbers, by which rounding moves at most those. */
  static double smallest(Precision precision) {
    return precision == Precision.FP16 ? 0x1p-25 : 0;
  }

  private static float bfloat16(float value) {
    if (!Float.isFinite(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int lowestKept = bits >>> 16 & 1;
    return Float.intBitsToFloat(bits + 0x7FFF + lowestKept & 0xFFFF0000);
  }

  /** Numbers below 2^-14 are multiples of 2^-24; from 65520 on there is only infinity. */
  private static double float16(double value) {
    if (!(Math.abs(value) < 65520)) {
      return Double.isNaN(value) ? value : Math.copySign(Double.POSITIVE_INFINITY, value);
    }
    double step = Math.scalb(1, Math.max(Math.getExponent(value), -14) - 10);
    return Math.rint(value / step) * step;
  }
}
