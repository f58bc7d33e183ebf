package org.sparkconvnet.jobs;

import java.util.EnumSet;
import java.util.Set;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.plan.Tensor;
import org.sparkconvnet.train.Mixer;

/**
 * Bytes that a worker needs for one minibatch size, known from the plan before anything is
 * allocated. A backend adds its own copies of weights in other layouts and its scratch memory.
 */
record MemoryNeed(long parameters, long state, long loaded, long arena) {
  static MemoryNeed of(Network network, int batch, Precision precision, Augmentation augmentation) {
    Set<Fusion> fusions = EnumSet.allOf(Fusion.class);
    Plan.Labelling labelling = Mixer.labelling(augmentation);
    return of(Planner.plan(network, batch, Plan.Mode.TRAINING, fusions, labelling), precision);
  }

  static MemoryNeed of(Plan plan, Precision precision) {
    return new MemoryNeed(
        4L * plan.layout().parameterCount(),
        4L * plan.layout().stateCount(),
        plan.tensors().stream().filter(MemoryNeed::isLoaded).mapToLong(Tensor::bytes).sum(),
        plan.arena(precision.bytes()).bytes());
  }

  private static boolean isLoaded(Tensor tensor) {
    return switch (tensor.kind()) {
      case INPUT, LABELS, TARGETS -> true;
      default -> false;
    };
  }

  /** Parameters and as many gradients, running statistics, a minibatch, and the arena. */
  long total() {
    return 2 * parameters + state + loaded + arena;
  }
}
