package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;

/**
 * Lowers a network to a plan: forward ops, automatic differentiation, fusion, arena. Pure: the same
 * arguments give the same plan, which prints the same text.
 */
public final class Planner {
  private Planner() {}

  /**
   * Plans {@code network} for minibatches of exactly {@code batch} examples.
   *
   * @param possible the rewritings the backend can run; an empty set gives one op per layer
   */
  public static Plan plan(Network network, int batch, Plan.Mode mode, Set<Fusion> possible) {
    return plan(network, batch, mode, possible, Plan.Labelling.CLASSES);
  }

  /** The same for minibatches labelled as {@code labelling} says. */
  public static Plan plan(
      Network network, int batch, Plan.Mode mode, Set<Fusion> possible, Plan.Labelling labelling) {
    Set<Fusion> fusions = Fusion.concerning(network, possible);
    if (batch < 1) {
      throw new IllegalArgumentException("a minibatch needs at least 1 example, got " + batch);
    }
    ParameterLayout layout = ParameterLayout.of(network);
    Network ordered =
        fusions.contains(Fusion.ACTIVATION_AFTER_MAX_POOLING)
            ? PoolingFirst.reorder(network)
            : network;
    PlanGraph graph = new PlanGraph(ordered, batch, layout);
    FusionChoices choices = FusionChoices.of(ordered, mode, fusions);
    Shape input = ordered.input();
    graph.bind(Network.INPUT, graph.make(Network.INPUT, Tensor.Kind.INPUT, input.withBatch(batch)));

    ForwardLowering forward = new ForwardLowering(graph, choices, mode, labelling);
    ordered.nodes().forEach(forward::lower);
    Tensor output = graph.value(ordered.loss().inputs().get(0));
    List<Op> forwardOps = graph.takeOps();

    List<Op> backwardOps = List.of();
    if (mode == Plan.Mode.TRAINING) {
      BackwardLowering backward = new BackwardLowering(graph, choices, ordered.nodes());
      List<Node> nodes = new ArrayList<>(ordered.nodes());
      for (int i = nodes.size() - 1; i >= 0; i--) {
        backward.lower(nodes.get(i));
      }
      backwardOps = graph.takeOps();
    }
    return finish(network, batch, mode, fusions, graph, forwardOps, backwardOps, output);
  }

  /** The plan of the same network in the same way for other minibatches. */
  public static Plan plan(Plan like, int batch) {
    return plan(like.network(), batch, like.mode(), like.fusions(), like.labelling());
  }

  private static Plan finish(
      Network network,
      int batch,
      Plan.Mode mode,
      Set<Fusion> fusions,
      PlanGraph graph,
      List<Op> forward,
      List<Op> backward,
      Tensor output) {
    List<Op> ops = new ArrayList<>(forward);
    ops.addAll(backward);
    Arena arena = Arena.pack(Liveness.lifetimes(graph.tensors(), ops, output));
    Plan plan =
        new Plan(
            network,
            batch,
            mode,
            fusions,
            graph.layout(),
            graph.tensors(),
            forward,
            backward,
            output,
            arena);
    PlanChecker.check(plan);
    return plan;
  }
}
