package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * Images per second that the kernels alone train: one executable and one thread per core, all at
 * once; every step loads a minibatch from memory, computes its gradients and descends.
 */
final class ComputeBenchmark {
  private final Plan plan;
  private final Precision precision;
  private final Tuning tuning;
  private final int threads;

  ComputeBenchmark(Plan plan, Precision precision, Tuning tuning, int threads) {
    this.plan = plan;
    this.precision = precision;
    this.tuning = tuning;
    this.threads = threads;
  }

  /** Images per second of all threads together in each window of {@code seconds}. */
  double[] run(Backend backend, int windows, double seconds) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Worker> workers = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        workers.add(new Worker(backend.compile(plan, precision, tuning), i));
      }
      window(pool, workers, Math.min(1, seconds));
      double[] rates = new double[windows];
      for (int i = 0; i < windows; i++) {
        rates[i] = window(pool, workers, seconds);
      }
      return rates;
    } finally {
      pool.shutdown();
      workers.forEach(Worker::close);
    }
  }

  private static double window(ExecutorService pool, List<Worker> workers, double seconds) {
    List<Future<Double>> rates = new ArrayList<>();
    for (Worker worker : workers) {
      rates.add(pool.submit(() -> worker.imagesPerSecond(seconds)));
    }
    double sum = 0;
    for (Future<Double> rate : rates) {
      try {
        sum += rate.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while measuring", interrupted);
      }
    }
    return sum;
  }

  /** One thread's executable with a minibatch of noise. */
  private static final class Worker implements AutoCloseable {
    private final Executable executable;
    private final float[] images;
    private final int[] labels;
    private long step;

    Worker(Executable executable, int index) {
      this.executable = executable;
      Plan plan = executable.plan();
      int batch = plan.batch();
      images = new float[batch * plan.network().input().elements()];
      labels = new int[batch];
      RandomStream random = new RandomStream(Seeds.of(index, Seeds.Purpose.GENERATED_DATA));
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextGaussian();
      }
      for (int i = 0; i < batch; i++) {
        labels[i] = i % plan.network().classes();
      }
      executable.writeParameters(plan.layout().initialParameters(1));
      executable.writeState(plan.layout().initialState());
    }

    double imagesPerSecond(double seconds) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long images = 0;
      long now = start;
      while (now < end) {
        executable.load(this.images, labels);
        executable.computeGradients(step++);
        executable.descend(1e-3f, 0);
        images += labels.length;
        now = System.nanoTime();
      }
      return images / ((now - start) * 1e-9);
    }

    @Override
    public void close() {
      executable.close();
    }
  }
}
