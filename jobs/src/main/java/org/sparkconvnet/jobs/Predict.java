package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Predict}: the command {@code predict}. */
public final class Predict {
  private Predict() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("predict", arguments);
  }
}
