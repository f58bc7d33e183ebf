package org.sparkconvnet.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;
import org.sparkconvnet.backend.BackendException;

/**
 * Owns native objects and frees them, last made first, exactly once. Memory comes straight from
 * malloc: JavaCPP's own allocations count against the Java heap's limit and wait for the garbage
 * collector, neither of which fits memory whose size is planned and whose end is known.
 */
final class NativeScope implements AutoCloseable {
  private final Deque<Runnable> releases = new ArrayDeque<>();
  private long bytes;

  /** Runs {@code release} when the scope closes. */
  void onClose(Runnable release) {
    releases.push(release);
  }

  /** Memory that lives as long as the scope. */
  Pointer allocate(long size) {
    Pointer memory = Pointer.malloc(size);
    if (Pointer.isNull(memory)) {
      throw new BackendException("cannot allocate " + size + " bytes of native memory");
    }
    bytes += size;
    onClose(() -> Pointer.free(memory));
    return memory;
  }

  /** What {@link #allocate} gave out. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      releases.pop().run();
    }
  }
}
