package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * Training speed on a GPU: one JSON line for each network, minibatch and precision, the median of
 * five windows. Arguments: seconds of a window, then NETWORK:MINIBATCH as often as wanted; {@code
 * -Dprecisions=fp32,bf16} measures those alone, and not all that the device has.
 */
final class GpuSpeed {
  private static final int WINDOWS = 5;
  private static final String[] CASES = {
    "convnetjs-cifar10:64",
    "convnetjs-cifar10:512",
    "convnetjs-cifar10:4096",
    "resnet20:512",
    "resnet20:1024"
  };

  private GpuSpeed() {}

  public static void main(String[] arguments) {
    if (!"real".equals(System.getProperty("cuda"))) {
      StandIns.load();
    }
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
    String[] cases =
        arguments.length > 1 ? Arrays.copyOfRange(arguments, 1, arguments.length) : CASES;
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      System.out.println(backend.report());
      for (String one : cases) {
        String[] parts = one.split(":");
        for (Precision precision : precisions(backend)) {
          measure(backend, precision, parts[0], Integer.parseInt(parts[1]), seconds);
        }
      }
    }
  }

  private static List<Precision> precisions(Backend backend) {
    String given = System.getProperty("precisions", "");
    return given.isEmpty()
        ? Arrays.stream(Precision.values())
            .filter(precision -> backend.report().precisions().get(precision) == null)
            .toList()
        : Arrays.stream(given.split(",")).map(Precision::parse).toList();
  }

  private static void measure(
      Backend backend, Precision precision, String network, int batch, double seconds) {
    Plan plan =
        Planner.plan(
            Zoo.get(network).network(), batch, Plan.Mode.TRAINING, backend.fusions(precision));
    Tuning tuning = backend.tune(plan, precision);
    try (Executable executable = backend.compile(plan, precision, tuning)) {
      executable.writeParameters(plan.layout().initialParameters(1));
      executable.writeState(plan.layout().initialState());
      float[] images = images(plan);
      int[] labels = new int[batch];
      double resident = rate(executable, null, null, seconds);
      double loading = rate(executable, images, labels, seconds);
      System.out.printf(
          Locale.ROOT,
          "{\"model\": \"%s\", \"batch\": %d, \"precision\": \"%s\", \"images_per_s\": %.1f,"
              + " \"with_loading\": %.1f, \"memory_mb\": %d}%n",
          network,
          batch,
          precision.text(),
          resident,
          loading,
          executable.nativeBytes() >> 20);
    }
  }

  private static float[] images(Plan plan) {
    Random random = new Random(1);
    float[] images = new float[plan.batch() * plan.network().input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** Images a second; those of the last load again and again where {@code images} is null. */
  private static double rate(Executable executable, float[] images, int[] labels, double seconds) {
    int batch = executable.plan().batch();
    executable.load(images == null ? images(executable.plan()) : images, new int[batch]);
    steps(executable, images, labels, seconds / 2);
    double[] rates = new double[WINDOWS];
    for (int window = 0; window < WINDOWS; window++) {
      rates[window] = batch * steps(executable, images, labels, seconds);
    }
    Arrays.sort(rates);
    return rates[WINDOWS / 2];
  }

  /** Steps a second; the loss at the end waits for the GPU. */
  private static double steps(Executable executable, float[] images, int[] labels, double seconds) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    int count = 0;
    while (System.nanoTime() < end) {
      if (images != null) {
        executable.load(images, labels);
      }
      executable.computeGradients(count++);
      executable.descend(0.001f, 0);
    }
    executable.lossSum();
    return count * 1e9 / (System.nanoTime() - start);
  }
}
