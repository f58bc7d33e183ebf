package org.sparkconvnet.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Cost;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Parameters and arithmetic of a network, by layer, for one image.
 *
 * @param forward operations of each layer's forward pass, by name
 * @param trainingFlops operations of one training step: forward, loss and backward
 */
record NetworkCost(ParameterLayout layout, Map<String, Long> forward, double trainingFlops) {
  /** Enough images that what does not grow with them, as a sum over them, is little. */
  private static final int IMAGES = 64;

  static NetworkCost of(Network network) {
    Plan plan = Planner.plan(network, IMAGES, Plan.Mode.TRAINING, Set.of());
    Map<String, Long> forward = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      forward.put(node.name(), 0L);
    }
    for (Op op : plan.forward()) {
      String layer = op.name().substring(0, op.name().lastIndexOf('.'));
      forward.merge(layer, Cost.of(op).flops() / IMAGES, Long::sum);
    }
    return new NetworkCost(plan.layout(), forward, (double) Cost.of(plan).flops() / IMAGES);
  }

  /** Parameters of the named layer. */
  int parameters(String layer) {
    return layout.parameters().stream()
        .filter(parameter -> parameter.name().startsWith(layer + "."))
        .filter(parameter -> parameter.name().lastIndexOf('.') == layer.length())
        .mapToInt(Parameter::elements)
        .sum();
  }

  /** Operations of one image's forward pass. */
  double forwardFlops() {
    return forward.values().stream().mapToLong(Long::longValue).sum();
  }
}
