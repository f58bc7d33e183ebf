package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Compare}: the command {@code compare}. */
public final class Compare {
  private Compare() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("compare", arguments);
  }
}
