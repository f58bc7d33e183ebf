package org.sparkconvnet.onednn;

import java.util.Arrays;
import java.util.Random;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * Measures evaluation in images a second (load and infer, one thread) with batch normalisations as
 * they are and folded, in turns. Arguments: network batch pairs window-milliseconds tuning, which
 * is {@code none} or {@code tune}. Printed for each pair: both rates by the thread's processor
 * time, which is what a quiet machine would give, and their ratio; then the medians, and those by
 * the clock on the wall.
 */
final class InferenceSpeed {
  private InferenceSpeed() {}

  public static void main(String[] arguments) {
    BatchNormFolding folding = BatchNormFolding.of(Zoo.get(arguments[0]).network());
    BatchNormFolding none = BatchNormFolding.none(Zoo.get(arguments[0]).network());
    int batch = Integer.parseInt(arguments[1]);
    int pairs = Integer.parseInt(arguments[2]);
    long nanoseconds = Long.parseLong(arguments[3]) * 1_000_000;
    double[][] rates = new double[4][pairs]; // before and after by processor, then by the wall
    double[] ratios = new double[pairs];
    try (Backend backend = Backends.open("onednn");
        Executable before = compile(backend, none, batch, arguments[4]);
        Executable after = compile(backend, folding, batch, arguments[4])) {
      System.out.println(backend.report());
      window(before, nanoseconds);
      window(after, nanoseconds);
      for (int i = 0; i < pairs; i++) {
        boolean first = i % 2 == 0; // who begins changes, too
        double[] one = window(first ? before : after, nanoseconds);
        double[] two = window(first ? after : before, nanoseconds);
        for (int k = 0; k < 2; k++) {
          rates[2 * k][i] = first ? one[k] : two[k];
          rates[2 * k + 1][i] = first ? two[k] : one[k];
        }
        ratios[i] = rates[1][i] / rates[0][i];
        System.out.printf(
            "%.0f, folded %.0f images/s: %.2f%n", rates[0][i], rates[1][i], ratios[i]);
      }
    }
    System.out.printf(
        "%s batch %d, medians of %d pairs: %.0f, folded %.0f images/s, ratio %.2f (%.2f to %.2f);"
            + " by the wall %.0f, folded %.0f%n",
        arguments[0],
        batch,
        pairs,
        TrainingSpeed.median(rates[0]),
        TrainingSpeed.median(rates[1]),
        TrainingSpeed.median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        TrainingSpeed.median(rates[2]),
        TrainingSpeed.median(rates[3]));
  }

  private static Executable compile(
      Backend backend, BatchNormFolding folding, int batch, String tuned) {
    Precision precision = Precision.FP32;
    Plan plan =
        Planner.plan(folding.network(), batch, Plan.Mode.INFERENCE, backend.fusions(precision));
    Tuning tuning =
        tuned.equals("tune") ? backend.tune(plan, precision) : Tuning.none(backend.name());
    System.out.println(tuning.choices());
    Executable executable = backend.compile(plan, precision, tuning);
    ParameterLayout layout = plan.layout();
    executable.writeParameters(layout.initialParameters(1));
    executable.writeState(layout.initialState());
    return executable;
  }

  /** Images a second, by processor time and by wall clock. */
  private static double[] window(Executable executable, long duration) {
    Plan plan = executable.plan();
    Random random = new Random(1);
    float[] images = new float[plan.batch() * plan.network().input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    float[] logits = new float[plan.batch() * plan.network().classes()];
    long processorStart = ThreadTime.nanoseconds();
    long start = System.nanoTime();
    long end;
    int count = 0;
    do {
      executable.load(images, null);
      executable.infer(logits);
      count++;
      end = System.nanoTime();
    } while (end - start < duration);
    double processor = ThreadTime.nanoseconds() - processorStart;
    double all = (double) count * plan.batch() * 1e9;
    return new double[] {all / processor, all / (end - start)};
  }
}
