package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Train}: the command {@code train}. */
public final class Train {
  private Train() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("train", arguments);
  }
}
