package org.sparkconvnet.cudnn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;

/** What must be given back, newest first. */
final class Resources implements AutoCloseable {
  private final Deque<Runnable> releases = new ArrayDeque<>();

  /** Has {@code release} run on close. */
  void onClose(Runnable release) {
    releases.push(release);
  }

  /** Keeps host memory that native code reads until close, and frees it then. */
  <P extends Pointer> P keep(P pointer) {
    releases.push(pointer::deallocate);
    return pointer;
  }

  /** Releases everything; a second call does nothing. */
  @Override
  public void close() {
    while (!releases.isEmpty()) {
      releases.pop().run();
    }
  }
}
