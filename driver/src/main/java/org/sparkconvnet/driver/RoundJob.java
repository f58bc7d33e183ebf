package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * A job over the one element of each partition, whose results come to the caller's own thread in
 * the order in which they arrive. Spark's event loop, which hears of them first, only passes them
 * on.
 *
 * @param <T> type of the elements
 */
final class RoundJob<T> {
  private final LinkedBlockingQueue<Object> arrivals = new LinkedBlockingQueue<>();
  private final SimpleFutureAction<Object> action;
  private int missing;
  private Throwable failure;

  /** A partition's element. */
  record Arrival<T>(int partition, T value) {}

  /** Why the job ended, where it did so by failing. */
  private record Failure(Throwable cause) {}

  /** Starts the job. */
  RoundJob(SparkContext spark, RDD<T> rdd) {
    int partitions = rdd.getNumPartitions();
    missing = partitions;
    Object[] all = new Object[partitions];
    for (int i = 0; i < partitions; i++) {
      all[i] = i;
    }
    action =
        spark.submitJob(
            rdd,
            new First<T>(),
            JavaConverters.asScalaBuffer(java.util.Arrays.asList(all)),
            new AbstractFunction2<Object, T, BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object partition, T value) {
                arrivals.add(new Arrival<>((Integer) partition, value));
                return BoxedUnit.UNIT;
              }
            },
            new AbstractFunction0<Object>() {
              @Override
              public Object apply() {
                return BoxedUnit.UNIT;
              }
            });
    action.onComplete(
        new AbstractFunction1<Try<Object>, Object>() {
          @Override
          public Object apply(Try<Object> end) {
            if (end.isFailure()) {
              arrivals.add(new Failure(end.failed().get()));
            }
            return BoxedUnit.UNIT;
          }
        },
        OnTheSpot.CONTEXT);
  }

  /** The next result, or null when all have come. */
  Arrival<T> next() {
    return next(Long.MAX_VALUE);
  }

  /**
   * The next result, or null when all have come or so many nanoseconds are over.
   *
   * @throws RuntimeException where the job failed, for the reason that Spark gave
   */
  Arrival<T> next(long nanos) {
    Arrival<T> arrival = missing == 0 ? null : poll(nanos);
    if (failure != null) {
      throw RoundJob.<RuntimeException>unchecked(failure);
    }
    return arrival;
  }

  /** The next result; null where none came in time, and where the job has failed. */
  @SuppressWarnings("unchecked")
  private Arrival<T> poll(long nanos) {
    Object word;
    try {
      word = arrivals.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      cancel();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a round", interrupted);
    }
    if (word instanceof Failure end) {
      failure = end.cause();
      return null;
    }
    missing -= word == null ? 0 : 1;
    return (Arrival<T>) word;
  }

  /** Tells Spark that nobody waits for the rest; what still runs is not waited for. */
  void cancel() {
    action.cancel();
  }

  /**
   * Cancels what is left of the job, and returns when Spark's scheduler has forgotten it. Results
   * of its tasks that come later are then ignored; before, they would be looked up, and Spark stops
   * the whole application where their shuffle is no longer known.
   */
  void end() {
    if (missing > 0 && failure == null) {
      cancel();
    }
    while (missing > 0 && failure == null) {
      poll(Long.MAX_VALUE);
    }
  }

  /** SparkException is checked, and callers that unwrap it want it as it is. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable cause) throws E {
    throw (E) cause;
  }

  /** A partition's first element. */
  private static final class First<T> extends AbstractFunction1<Iterator<T>, T>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public T apply(Iterator<T> elements) {
      return elements.next();
    }
  }

  /** Runs what is asked at once: all that is asked here is to put a word into a queue. */
  private static final class OnTheSpot implements ExecutionContext {
    private static final ExecutionContext CONTEXT = new OnTheSpot();

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void reportFailure(Throwable cause) {
      throw new IllegalStateException(cause);
    }
  }
}
