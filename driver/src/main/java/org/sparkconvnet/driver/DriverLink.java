package org.sparkconvnet.driver;

import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;

/** How fast the driver receives from all executors at once. */
public final class DriverLink {
  private static final double NANOS = 1e9;

  private DriverLink() {}

  /** So many bytes that do not compress. */
  private record Bytes(int count) implements ExecutorQuestion<byte[]> {
    @Override
    public byte[] answer() {
      byte[] bytes = new byte[count];
      new Random(count).nextBytes(bytes);
      return bytes;
    }
  }

  /**
   * Bytes per second that the driver receives from all executors at once, what it takes to ask them
   * aside.
   *
   * @param bytes that each executor sends
   */
  public static double bytesPerSecond(JavaSparkContext spark, int bytes) {
    time(spark, bytes);
    long empty = time(spark, 1)[0];
    long[] full = time(spark, bytes);
    double seconds = Math.max(1, full[0] - empty) / NANOS;
    return (double) bytes * full[1] / seconds;
  }

  /** Nanoseconds, and executors that answered. */
  private static long[] time(JavaSparkContext spark, int bytes) {
    long started = System.nanoTime();
    List<ExecutorAnswer<byte[]>> answers = ExecutorSurvey.ask(spark, new Bytes(bytes));
    return new long[] {System.nanoTime() - started, answers.size()};
  }
}
