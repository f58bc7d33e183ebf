package org.sparkconvnet.cudnn;

import java.util.Locale;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** Whether plans fit what is free of a device's memory, found by planning them. */
final class MemoryFit {
  private static final double MEGABYTE = 1 << 20;

  /** Two executables of neighbouring minibatches for training. */
  private static final int TRAINING = 2;

  private final DeviceContext context;
  private final Precision precision;

  MemoryFit(DeviceContext context, Precision precision) {
    this.context = context;
    this.precision = precision;
  }

  /** Bytes that are free now. */
  static long free() {
    return free(new long[1]);
  }

  private static long free(long[] all) {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      Status.runtime(cudart.cudaMemGetInfo(free, total), () -> "cudaMemGetInfo");
      all[0] = total.get();
      return free.get();
    }
  }

  /** Throws, naming the largest minibatch that fits, where {@code needed} does not. */
  void require(MemoryPlan needed, Plan plan, Tuning tuning) {
    long[] total = new long[1];
    long free = free(total);
    if (needed.total() <= free) {
      return;
    }
    int largest =
        MemoryPlan.largest(
            plan.batch() - 1, free, batch -> bytes(plan, batch, plan.mode(), tuning));
    throw new BackendException(
        String.format(
            Locale.ROOT,
            "network '%s' at minibatch %d needs %.1f MB of the GPU's memory (%s), of which %.1f of"
                + " %.1f MB are free; %s",
            plan.network().name(),
            plan.batch(),
            needed.total() / MEGABYTE,
            words(needed),
            free / MEGABYTE,
            total[0] / MEGABYTE,
            largest == 0
                ? "not even one image fits: take a smaller network, or free memory"
                : "the largest minibatch that fits is "
                    + largest
                    + ": give --batch "
                    + largest
                    + ", or --micro-batch auto, which sums the gradients of parts"));
  }

  private static String words(MemoryPlan plan) {
    StringBuilder words = new StringBuilder();
    plan.parts()
        .forEach(
            (what, bytes) ->
                words
                    .append(words.length() == 0 ? "" : ", ")
                    .append(what)
                    .append(String.format(Locale.ROOT, " %.1f", bytes / MEGABYTE)));
    return words.toString();
  }

  /** As {@link org.sparkconvnet.backend.Backend#largestMinibatch} has it, for plans like this. */
  int largest(Plan training, int most, int share) {
    Tuning none = Tuning.none(CudnnBackend.NAME);
    return MemoryPlan.largest(
        most,
        free() / share,
        batch ->
            TRAINING * bytes(training, batch, Plan.Mode.TRAINING, none)
                + bytes(training, batch, Plan.Mode.INFERENCE, none));
  }

  private long bytes(Plan like, int batch, Plan.Mode mode, Tuning tuning) {
    Plan plan = Planner.plan(like.network(), batch, mode, like.fusions(), like.labelling());
    return MemoryPlan.of(Lowering.lower(plan, precision), context, tuning).total();
  }
}
