package org.sparkconvnet.jobs;

/**
 * {@code spark-submit --class org.sparkconvnet.jobs.ScaleModelJob}: the command {@code
 * scale-model}.
 */
public final class ScaleModelJob {
  private ScaleModelJob() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("scale-model", arguments);
  }
}
