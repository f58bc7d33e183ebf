package org.sparkconvnet.onednn;

import java.util.Map;
import java.util.TreeMap;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * Prints the time of every call of a training step, the least of several steps on one thread.
 * Arguments: network batch steps, then choices as in {@code conv2.backward_data=nhwc}, or one word
 * for all ops.
 */
final class CallTimes {
  private CallTimes() {}

  public static void main(String[] arguments) {
    try (Backend backend = Backends.open("onednn")) {
      Plan plan =
          Planner.plan(
              Zoo.get(arguments[0]).network(),
              Integer.parseInt(arguments[1]),
              Plan.Mode.TRAINING,
              backend.fusions(Precision.FP32));
      Map<String, String> choices = new TreeMap<>();
      for (int i = 3; i < arguments.length; i++) {
        String[] sides = arguments[i].split("=");
        if (sides.length == 1) {
          plan.ops().forEach(op -> choices.put(op.name(), sides[0]));
        } else {
          choices.put(sides[0], sides[1]);
        }
      }
      try (Trial trial = new Trial(plan, Precision.FP32, choices)) {
        CallTimings timings = trial.timings();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
          trial.time(timings);
        }
        System.out.print(timings);
        System.out.printf(
            "%9.1f us, %.0f images/s on one thread%n",
            timings.step() / 1e3, plan.batch() * 1e9 / timings.step());
      }
    }
  }
}
