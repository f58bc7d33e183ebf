package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lends things that one thread at a time may use, making more where all are lent. Thread-safe.
 *
 * @param <T> what is lent
 */
final class LendingPool<T extends AutoCloseable> {
  private final Supplier<T> maker;
  private final List<T> idle = new ArrayList<>();
  private boolean closed;

  LendingPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** One that fits, or else any, or else a new one. */
  T borrow(Predicate<T> fits) {
    synchronized (this) {
      for (int i = 0; i < idle.size(); i++) {
        if (fits.test(idle.get(i))) {
          return idle.remove(i);
        }
      }
      if (!idle.isEmpty()) {
        return idle.remove(0);
      }
    }
    return maker.get();
  }

  /** Takes one back; one that is not {@code sound} is closed, since it may hold anything. */
  void giveBack(T thing, boolean sound) {
    synchronized (this) {
      if (sound && !closed) {
        idle.add(thing);
        return;
      }
    }
    close(thing);
  }

  /** Closes all, those still lent when they come back. */
  synchronized void close() {
    closed = true;
    idle.forEach(LendingPool::close);
    idle.clear();
  }

  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception failed) {
      throw new IllegalStateException("closing " + thing, failed);
    }
  }
}
