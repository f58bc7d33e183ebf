package org.sparkconvnet.train;

import java.util.stream.IntStream;

/** Loops over long vectors, whose elements do not depend on each other, on all cores. */
final class Blocks {
  private static final int LENGTH = 1 << 17;

  private Blocks() {}

  /** What is done with the elements from one index to before another. */
  interface Body {
    void run(int from, int to);
  }

  /** Runs the body over all of {@code length}; short vectors on the caller's thread alone. */
  static void each(int length, Body body) {
    if (length <= LENGTH) {
      body.run(0, length);
      return;
    }
    int blocks = (int) (((long) length + LENGTH - 1) / LENGTH);
    IntStream.range(0, blocks)
        .parallel()
        .forEach(i -> body.run(i * LENGTH, (int) Math.min(length, (i + 1L) * LENGTH)));
  }
}
