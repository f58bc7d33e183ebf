package org.sparkconvnet.onednn;

/**
 * Sums of floats in double. Four at a time, so that no addition waits for the one before; the order
 * depends on the length alone.
 */
final class GroupSums {
  private GroupSums() {}

  static double sum(float[] values) {
    return sum(values, 0, values.length);
  }

  static double sum(float[] values, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (int last = from + count - 3; i < last; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < from + count; i++) {
      a += values[i];
    }
    return a + b + (c + d);
  }

  /** The sum of (value - mean)^2. */
  static double squares(float[] values, double mean) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < values.length - 3; i += 4) {
      a += square(values[i] - mean);
      b += square(values[i + 1] - mean);
      c += square(values[i + 2] - mean);
      d += square(values[i + 3] - mean);
    }
    for (; i < values.length; i++) {
      a += square(values[i] - mean);
    }
    return a + b + (c + d);
  }

  static double products(float[] left, float[] right, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (int last = from + count - 3; i < last; i += 4) {
      a += (double) left[i] * right[i];
      b += (double) left[i + 1] * right[i + 1];
      c += (double) left[i + 2] * right[i + 2];
      d += (double) left[i + 3] * right[i + 3];
    }
    for (; i < from + count; i++) {
      a += (double) left[i] * right[i];
    }
    return a + b + (c + d);
  }

  private static double square(double value) {
    return value * value;
  }
}
