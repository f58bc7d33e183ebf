package org.sparkconvnet.jobs.peak;

import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures how many single-precision operations per second this machine's vector units do, all
 * cores at once, from registers alone: x = a * b + x on twelve independent accumulators, enough to
 * hide the latency of a fused multiply-add. Runs in its own Java, started with {@code --add-modules
 * jdk.incubator.vector}, and prints {@code cores lanes flops-per-second}.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 12;
  private static final int LOOPS = 1_000_000;
  private static final int WARM_UPS = 100;
  private static final int WINDOWS = 500;

  private FmaPeak() {}

  /** One argument: the number of threads. */
  public static void main(String[] arguments) throws InterruptedException {
    int threads = Integer.parseInt(arguments[0]);
    double[][] rates = new double[threads][];
    CyclicBarrier together = new CyclicBarrier(threads);
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int index = i;
      workers[i] = new Thread(() -> rates[index] = measure(together));
      workers[i].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    System.out.printf(Locale.ROOT, "%d %d %.6e%n", threads, SPECIES.length(), bestWindow(rates));
  }

  /** The best window in which all threads together were measured; others were disturbed. */
  private static double bestWindow(double[][] rates) {
    double best = 0;
    for (int window = 0; window < WINDOWS; window++) {
      double sum = 0;
      for (double[] rate : rates) {
        sum += rate[window];
      }
      best = Math.max(best, sum);
    }
    return best;
  }

  /** Operations per second of one thread in each window; windows start together. */
  private static double[] measure(CyclicBarrier together) {
    double[] rates = new double[WINDOWS];
    float sink = 0;
    for (int window = -WARM_UPS; window < WINDOWS; window++) {
      await(together);
      long start = System.nanoTime();
      sink += loop(LOOPS, 0.999f, 1e-7f);
      double seconds = (System.nanoTime() - start) * 1e-9;
      if (window >= 0) {
        rates[window] = 2.0 * ACCUMULATORS * SPECIES.length() * LOOPS / seconds;
      }
    }
    if (Float.isNaN(sink)) {
      throw new IllegalStateException("a measurement that computes nonsense measures nothing");
    }
    return rates;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static float loop(int count, float factor, float start) {
    FloatVector a = FloatVector.broadcast(SPECIES, factor);
    FloatVector b = FloatVector.broadcast(SPECIES, start);
    FloatVector x0 = b;
    FloatVector x1 = b;
    FloatVector x2 = b;
    FloatVector x3 = b;
    FloatVector x4 = b;
    FloatVector x5 = b;
    FloatVector x6 = b;
    FloatVector x7 = b;
    FloatVector x8 = b;
    FloatVector x9 = b;
    FloatVector x10 = b;
    FloatVector x11 = b;
    for (int i = 0; i < count; i++) {
      x0 = a.fma(b, x0);
      x1 = a.fma(b, x1);
      x2 = a.fma(b, x2);
      x3 = a.fma(b, x3);
      x4 = a.fma(b, x4);
      x5 = a.fma(b, x5);
      x6 = a.fma(b, x6);
      x7 = a.fma(b, x7);
      x8 = a.fma(b, x8);
      x9 = a.fma(b, x9);
      x10 = a.fma(b, x10);
      x11 = a.fma(b, x11);
    }
    FloatVector low = x0.add(x1).add(x2).add(x3).add(x4).add(x5);
    FloatVector high = x6.add(x7).add(x8).add(x9).add(x10).add(x11);
    return low.add(high).reduceLanes(VectorOperators.ADD);
  }
}
