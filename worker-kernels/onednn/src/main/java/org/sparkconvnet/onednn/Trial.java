package org.sparkconvnet.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.random.RandomStream;

/** One set of choices, compiled and timed on random data. */
final class Trial implements AutoCloseable {
  private static final long SEED = 1;

  private final Map<String, String> choices;
  private final OneDnnExecutable executable;
  private final Plan plan;
  private final float[] images;
  private final int[] labels;
  private final float[] logits;

  Trial(Plan plan, Precision precision, Map<String, String> choices) {
    this.plan = plan;
    this.choices = Map.copyOf(choices);
    executable =
        OneDnnExecutable.compile(
            plan, precision, new Tuning(OneDnnBackend.NAME, "", new TreeMap<>(choices)));
    RandomStream random = new RandomStream(SEED);
    images = new float[plan.batch() * plan.network().input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    labels = new int[plan.batch()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(plan.network().classes());
    }
    logits = new float[plan.batch() * plan.network().classes()];
    executable.writeParameters(plan.layout().initialParameters(SEED));
    executable.writeState(plan.layout().initialState());
    step();
  }

  Map<String, String> choices() {
    return choices;
  }

  /** Nanoseconds of processor time of one step. */
  long step() {
    long start = ThreadTime.nanoseconds();
    executable.load(images, labels);
    if (plan.mode() == Plan.Mode.TRAINING) {
      executable.computeGradients(SEED);
    } else {
      executable.infer(logits);
    }
    return ThreadTime.nanoseconds() - start;
  }

  /** Nanoseconds by call, the least of {@code steps} steps. */
  Map<String, Long> profile(int steps) {
    Map<String, Long> least = new LinkedHashMap<>();
    for (int i = 0; i < steps; i++) {
      executable.profile(SEED).forEach((call, time) -> least.merge(call, time, Math::min));
    }
    return least;
  }

  @Override
  public void close() {
    executable.close();
  }
}
