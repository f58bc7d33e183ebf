package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Noise}: the command {@code noise}. */
public final class Noise {
  private Noise() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("noise", arguments);
  }
}
