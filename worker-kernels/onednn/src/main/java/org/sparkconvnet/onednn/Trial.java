package org.sparkconvnet.onednn;

import java.util.Map;
import java.util.TreeMap;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.random.RandomStream;

/** One set of choices, compiled and timed on random data. */
final class Trial implements AutoCloseable {
  private static final long SEED = 1;

  private final Map<String, String> choices;
  private final OneDnnExecutable executable;

  Trial(Plan plan, Precision precision, Map<String, String> choices) {
    this.choices = Map.copyOf(choices);
    executable =
        OneDnnExecutable.compile(
            plan,
            precision,
            new Tuning(OneDnnBackend.NAME, "", new TreeMap<>(choices)),
            UpdateRule.PLAIN);
    RandomStream random = new RandomStream(SEED);
    float[] images = new float[plan.batch() * plan.network().input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[plan.batch()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(plan.network().classes());
    }
    executable.writeParameters(plan.layout().initialParameters(SEED));
    executable.writeState(plan.layout().initialState());
    executable.load(images, labels);
    time(timings());
  }

  Map<String, String> choices() {
    return choices;
  }

  /** Nothing timed yet. */
  CallTimings timings() {
    return new CallTimings(executable.program().stepCalls());
  }

  /** Runs one step into {@code timings}. */
  void time(CallTimings timings) {
    executable.time(SEED, timings);
  }

  @Override
  public void close() {
    executable.close();
  }
}
