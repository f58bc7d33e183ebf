package org.sparkconvnet.jobs;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.driver.ExecutorAnswer;
import org.sparkconvnet.driver.ExecutorQuestion;
import org.sparkconvnet.driver.ExecutorSurvey;

/**
 * How executors are connected to the driver.
 *
 * @param skewMilliseconds the executor's clock less the driver's
 * @param skewError within which the skew is known: half of what question and answer took
 */
record ExecutorLink(double skewMilliseconds, double skewError) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The executor's clock. */
  private record Clock() implements ExecutorQuestion<Long> {
    @Override
    public Long answer() {
      return System.currentTimeMillis();
    }
  }

  /** An answer of every executor and the time that all of them took together. */
  private record Timed<T extends Serializable>(List<ExecutorAnswer<T>> answers, long nanos) {
    static <T extends Serializable> Timed<T> ask(
        JavaSparkContext spark, ExecutorQuestion<T> question) {
      long started = System.nanoTime();
      List<ExecutorAnswer<T>> answers = ExecutorSurvey.ask(spark, question);
      return new Timed<>(answers, System.nanoTime() - started);
    }
  }

  /** The links of the executors, in the order of {@link ExecutorSurvey}'s answers. */
  static List<ExecutorLink> measure(JavaSparkContext spark) {
    Timed.ask(spark, new Clock()); // loads classes
    long sent = System.currentTimeMillis();
    Timed<Long> clocks = Timed.ask(spark, new Clock());
    double half = clocks.nanos() / NANOS_PER_SECOND * 1e3 / 2;
    return clocks.answers().stream()
        .map(clock -> new ExecutorLink(clock.value() - (sent + half), half))
        .toList();
  }
}
