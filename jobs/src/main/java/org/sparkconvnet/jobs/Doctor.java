package org.sparkconvnet.jobs;

/** Entry point of {@code doctor --master} for spark-submit. */
public final class Doctor {
  private Doctor() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("doctor", arguments);
  }
}
