package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * Measures training in images a second: load, gradients and descent, one executable on each of
 * several threads. Arguments: network batch threads windows window-milliseconds tuning, where
 * tuning is {@code none}, {@code tune}, or choices as in {@code conv2.backward_data=nhwc}. Two
 * rates are printed: by the clock on the wall, and by the threads' processor time, which is what a
 * quiet machine would give.
 */
final class TrainingSpeed {
  private TrainingSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Network network = Zoo.get(arguments[0]).network();
    int batch = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int windows = Integer.parseInt(arguments[3]);
    long nanoseconds = Long.parseLong(arguments[4]) * 1_000_000;
    try (Backend backend = Backends.open("onednn")) {
      Precision precision = Precision.FP32;
      Plan plan = Planner.plan(network, batch, Plan.Mode.TRAINING, backend.fusions(precision));
      long start = System.nanoTime();
      Tuning tuning = tuning(backend, plan, precision, arguments[5]);
      System.out.printf("tuning %.1f s: %s%n", (System.nanoTime() - start) / 1e9, tuning.choices());
      double[][] rates = measure(backend, plan, tuning, threads, windows, nanoseconds);
      System.out.println(backend.report());
      System.out.println(
          Arrays.toString(rates[0]) + System.lineSeparator() + Arrays.toString(rates[1]));
      System.out.printf(
          "%s batch %d, %d threads: median %.0f images/s, by processor time %.0f%n",
          network.name(), batch, threads, median(rates[0]), median(rates[1]));
    }
  }

  private static Tuning tuning(Backend backend, Plan plan, Precision precision, String text) {
    if (text.equals("tune")) {
      return backend.tune(plan, precision);
    }
    Map<String, String> choices = new TreeMap<>();
    if (!text.equals("none")) {
      for (String choice : text.split(",")) {
        String[] sides = choice.split("=");
        choices.put(sides[0], sides[1]);
      }
    }
    return new Tuning("onednn", "", choices);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** By wall clock and by processor time: the threads' rates added, for each window. */
  private static double[][] measure(
      Backend backend, Plan plan, Tuning tuning, int threads, int windows, long nanoseconds)
      throws InterruptedException {
    double[][][] rates = new double[threads][][];
    CyclicBarrier barrier = new CyclicBarrier(threads);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int index = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  rates[index] = train(backend, plan, tuning, barrier, windows, nanoseconds);
                } catch (Exception e) {
                  e.printStackTrace();
                  System.exit(1);
                }
              });
      running.add(thread);
      thread.start();
    }
    double[][] sum = new double[2][windows];
    for (int i = 0; i < threads; i++) {
      running.get(i).join();
      for (int window = 0; window < windows; window++) {
        sum[0][window] += rates[i][0][window];
        sum[1][window] += rates[i][1][window];
      }
    }
    return sum;
  }

  private static double[][] train(
      Backend backend,
      Plan plan,
      Tuning tuning,
      CyclicBarrier barrier,
      int windows,
      long nanoseconds)
      throws Exception {
    double[][] rates = new double[2][windows];
    int elements = plan.network().input().elements();
    Random random = new Random(1);
    float[] images = new float[plan.batch() * elements];
    int[] labels = new int[plan.batch()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(plan.network().classes());
    }
    try (Executable executable = backend.compile(plan, Precision.FP32, tuning)) {
      executable.writeParameters(plan.layout().initialParameters(1));
      executable.writeState(plan.layout().initialState());
      steps(executable, images, labels, 2 * nanoseconds);
      for (int window = 0; window < windows; window++) {
        barrier.await();
        double[] steps = steps(executable, images, labels, nanoseconds);
        rates[0][window] = steps[0] * plan.batch();
        rates[1][window] = steps[1] * plan.batch();
      }
      System.out.printf("loss %.3f%n", executable.lossSum() / plan.batch());
    }
    return rates;
  }

  /** Steps a second, by wall clock and by processor time. */
  private static double[] steps(
      Executable executable, float[] images, int[] labels, long duration) {
    long processorStart = ThreadTime.nanoseconds();
    long start = System.nanoTime();
    long end;
    int count = 0;
    do {
      executable.load(images, labels);
      executable.computeGradients(count++);
      executable.descend(0.001f, 0);
      end = System.nanoTime();
    } while (end - start < duration);
    double processor = ThreadTime.nanoseconds() - processorStart;
    return new double[] {count * 1e9 / (end - start), count * 1e9 / processor};
  }
}
