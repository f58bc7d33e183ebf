package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Evaluate}: the command {@code evaluate}. */
public final class Evaluate {
  private Evaluate() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("evaluate", arguments);
  }
}
