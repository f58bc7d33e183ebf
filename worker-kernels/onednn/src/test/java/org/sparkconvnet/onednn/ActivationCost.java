package org.sparkconvnet.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * What activations add to a step of the lecture's network: the same network with each activation
 * and with none, in turns on one thread, the least time of each call. Arguments: batch steps, then
 * the choice of all ops, as in {@code nhwc}, or {@code tuned} for what training chooses here.
 */
final class ActivationCost {
  private static final int CONVOLUTIONS = 3;

  private ActivationCost() {}

  public static void main(String[] arguments) {
    int batch = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    Map<String, Trial> trials = new LinkedHashMap<>();
    Map<String, CallTimings> timings = new LinkedHashMap<>();
    try (Backend backend = Backends.open(OneDnnBackend.NAME)) {
      add(trials, backend, "none", network(null), batch, arguments[2]);
      for (Activation.Function function : Activation.Function.values()) {
        add(trials, backend, function.text(), network(function), batch, arguments[2]);
      }
      trials.forEach((name, trial) -> timings.put(name, trial.timings()));
      for (int step = 0; step < steps; step++) {
        trials.forEach((name, trial) -> trial.time(timings.get(name)));
      }
      long none = timings.get("none").step();
      timings.forEach(
          (name, timing) ->
              System.out.printf(
                  "%-12s %8.0f us a step, %+.1f%%%n",
                  name, timing.step() / 1e3, 100.0 * (timing.step() - none) / none));
      for (int i = 3; i < arguments.length; i++) {
        System.out.printf("%n%s%n%s", arguments[i], timings.get(arguments[i]));
      }
      trials.values().forEach(Trial::close);
    }
  }

  private static void add(
      Map<String, Trial> trials,
      Backend backend,
      String name,
      Network network,
      int batch,
      String choice) {
    Plan plan = Planner.plan(network, batch, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
    Map<String, String> choices = new LinkedHashMap<>();
    if (choice.equals("tuned")) {
      choices.putAll(backend.tune(plan, Precision.FP32).choices());
    } else {
      plan.ops().forEach(op -> choices.put(op.name(), choice));
    }
    trials.put(name, new Trial(plan, Precision.FP32, choices));
  }

  /** The lecture's network with another activation; null for none. */
  private static Network network(Activation.Function function) {
    int[] filters = {16, 20, 20};
    NetworkBuilder builder =
        Network.builder("activations", Shape.of(3, 32, 32))
            .initializer(new Initializer.UniformFanIn());
    for (int i = 1; i <= CONVOLUTIONS; i++) {
      builder.convolution("conv" + i, filters[i - 1], Window.square(5).withPadding(2));
      if (function == Activation.Function.RELU) {
        builder.relu("relu" + i);
      } else if (function != null) {
        builder.activation("activation" + i, function);
      }
      builder.maxPooling("pool" + i, Window.square(2).withStride(2));
    }
    return builder.dense("classifier", 10).softmaxCrossEntropy("loss").build();
  }
}
