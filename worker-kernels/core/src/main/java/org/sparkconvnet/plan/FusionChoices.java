package org.sparkconvnet.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;

/**
 * Which layers of one network run joined to another.
 *
 * @param activationOf layers that end with an activation, by name
 * @param intoProducer activations that run inside the layer they read
 * @param differentiatedAfterPool ReLUs whose gradient is taken on the max pooling that reads them
 * @param differentiating the max poolings that take a ReLU's gradient
 * @param viewed flattenings that need no op, since only dense layers read them
 */
record FusionChoices(
    Map<String, Activation> activationOf,
    Set<String> intoProducer,
    Set<String> differentiatedAfterPool,
    Set<String> differentiating,
    Set<String> viewed) {

  static FusionChoices of(Network network, Plan.Mode mode, Set<Fusion> fusions) {
    Map<String, Node> byName = new HashMap<>();
    network.nodes().forEach(node -> byName.put(node.name(), node));
    Map<String, Integer> readers = network.readers();
    FusionChoices choices =
        new FusionChoices(
            new HashMap<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Flatten && onlyDenseReads(network, node)) {
        choices.viewed.add(node.name());
      }
      Activation activation = Activation.of(node.layer());
      if (activation != null) {
        choices.choose(network, mode, fusions, readers, node, byName.get(node.inputs().get(0)));
      }
    }
    return choices;
  }

  /** The activation that this layer's op ends with, or null. */
  Activation activationAfter(Node node) {
    return activationOf.get(node.name());
  }

  /** True where this layer's op ends with max(., 0). */
  boolean endsWithRelu(Node node) {
    return Activation.RELU.equals(activationAfter(node));
  }

  private void choose(
      Network network,
      Plan.Mode mode,
      Set<Fusion> fusions,
      Map<String, Integer> readers,
      Node node,
      Node producer) {
    Activation activation = Activation.of(node.layer());
    boolean fromResult = activation.derivativeFromResult();
    boolean joins =
        producer != null
            && readers.get(producer.name()) == 1
            && (fromResult || mode == Plan.Mode.INFERENCE)
            && fuses(fusions, producer.layer(), activation);
    if (joins) {
      activationOf.put(producer.name(), activation);
      intoProducer.add(node.name());
    }
    boolean inBatchNorm = joins && producer.layer() instanceof Layer.BatchNormalization;
    Node pool = onlyMaxPoolReader(network, node, readers);
    if (pool != null
        && activation.equals(Activation.RELU)
        && !inBatchNorm
        && mode == Plan.Mode.TRAINING
        && fusions.contains(Fusion.RELU_GRADIENT_AFTER_MAX_POOLING)) {
      differentiatedAfterPool.add(node.name());
      differentiating.add(pool.name());
    }
  }

  private static boolean fuses(Set<Fusion> fusions, Layer producer, Activation activation) {
    boolean relu = activation.equals(Activation.RELU);
    if (producer instanceof Layer.Convolution) {
      return fusions.contains(relu ? Fusion.CONVOLUTION_RELU : Fusion.CONVOLUTION_ACTIVATION);
    }
    if (producer instanceof Layer.Dense) {
      return fusions.contains(relu ? Fusion.DENSE_RELU : Fusion.DENSE_ACTIVATION);
    }
    if (producer instanceof Layer.BatchNormalization) {
      return relu && fusions.contains(Fusion.BATCH_NORM_RELU);
    }
    return producer instanceof Layer.Add && relu && fusions.contains(Fusion.ADD_RELU);
  }

  private static Node onlyMaxPoolReader(Network network, Node relu, Map<String, Integer> readers) {
    if (readers.get(relu.name()) != 1) {
      return null;
    }
    return readersOf(relu, network.nodes()).stream()
        .filter(
            node ->
                node.layer() instanceof Layer.Pooling pooling
                    && pooling.kind() == Layer.Pooling.Kind.MAX)
        .findFirst()
        .orElse(null);
  }

  private static boolean onlyDenseReads(Network network, Node flatten) {
    return readersOf(flatten, network.nodes()).stream()
        .allMatch(node -> node.layer() instanceof Layer.Dense);
  }

  /** Those of {@code nodes} that read {@code source}. */
  static List<Node> readersOf(Node source, List<Node> nodes) {
    return nodes.stream().filter(node -> node.inputs().contains(source.name())).toList();
  }
}
