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
  @SuppressWarnings("unchecked")
  Arrival<T> next(long nanos) {
    if (missing == 0) {
      return null;
    }
    Object arrival;
    try {
      arrival = arrivals.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      cancel();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a round", interrupted);
    }
    if (arrival instanceof Failure failure) {
      throw RoundJob.<RuntimeException>unchecked(failure.cause());
    }
    missing -= arrival == null ? 0 : 1;
    return (Arrival<T>) arrival;
  }

  /** Tells Spark that nobody waits for the rest; what still runs is not waited for. */
  void cancel() {
    action.cancel();
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
