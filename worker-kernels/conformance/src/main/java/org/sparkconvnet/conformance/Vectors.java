package org.sparkconvnet.conformance;

/** Norms of vectors of doubles, and the way from float32 and back. */
final class Vectors {
  private Vectors() {}

  static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /** sqrt(sum of squares). */
  static double norm(double[] values) {
    return Math.sqrt(squares(values));
  }

  /** sqrt(mean of squares); 0 for an empty vector. */
  static double rootMeanSquare(double[] values) {
    return values.length == 0 ? 0 : Math.sqrt(squares(values) / values.length);
  }

  /** The norm of a - b; not a number where either holds one that is not. */
  static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " numbers against " + b.length);
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }
}
