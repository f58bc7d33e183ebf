package org.sparkconvnet.driver;

import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Executors that joined an application since this listens, and those that are there. */
final class ExecutorCount extends SparkListener {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(120);

  private int joined;
  private int present;

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    joined++;
    present++;
    notifyAll();
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    present--;
    notifyAll();
  }

  synchronized int joined() {
    return joined;
  }

  /** Waits until one has joined and all have left. */
  synchronized void awaitNone() {
    long end = System.nanoTime() + LONGEST_NANOS;
    try {
      while (joined == 0 || present > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException(present + " of " + joined + " executors stay");
        }
        wait(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
