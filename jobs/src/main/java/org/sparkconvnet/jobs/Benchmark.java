package org.sparkconvnet.jobs;

/** {@code spark-submit --class org.sparkconvnet.jobs.Benchmark}: the command {@code benchmark}. */
public final class Benchmark {
  private Benchmark() {}

  public static void main(String[] arguments) {
    SparkConvnet.main("benchmark", arguments);
  }
}
