package org.sparkconvnet.onednn.pooled;

import java.util.Arrays;

/**
 * Times the kernel on the lecture's three layers, minibatch 64: medians of 200, after warming up.
 */
final class PooledConvolutionTimes {
  private static final int BATCH = 64;
  private static final int RUNS = 200;

  private PooledConvolutionTimes() {}

  public static void main(String[] arguments) {
    time("conv1 dw", new PooledConvolution(3, 32, 32, 16, 5, 5, 2, 2, 2, 2, 2, 2), false);
    time("conv2 dw, dx", new PooledConvolution(16, 16, 16, 20, 5, 5, 2, 2, 2, 2, 2, 2), true);
    time("conv3 dw, dx", new PooledConvolution(20, 8, 8, 20, 5, 5, 2, 2, 2, 2, 2, 2), true);
  }

  private static void time(String name, PooledConvolution shape, boolean inputGradient) {
    PooledCase subject = new PooledCase(shape, BATCH, inputGradient);
    for (int i = 0; i < RUNS; i++) {
      subject.run();
    }
    long[] nanoseconds = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      subject.run();
      nanoseconds[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanoseconds);
    System.out.printf(
        "%s: least %d us, median %d us%n",
        name, nanoseconds[0] / 1000, nanoseconds[RUNS / 2] / 1000);
  }
}
