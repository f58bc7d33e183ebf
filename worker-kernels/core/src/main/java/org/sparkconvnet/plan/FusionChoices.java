package org.sparkconvnet.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;

/**
 * Which layers of one network run joined to another.
 *
 * @param reluOf layers that end with the max(., 0) of the ReLU they map to
 * @param intoProducer ReLU layers that run inside the layer they read
 * @param maskedAfterPool ReLU layers whose gradient is taken on the max pooling that reads them;
 *     the value is that pooling's name
 * @param viewed flattenings that need no op, since only dense layers read them
 */
record FusionChoices(
    Map<String, String> reluOf,
    Set<String> intoProducer,
    Map<String, String> maskedAfterPool,
    Set<String> viewed) {

  static FusionChoices of(Network network, Plan.Mode mode, Set<Fusion> fusions) {
    Map<String, Node> byName = new HashMap<>();
    network.nodes().forEach(node -> byName.put(node.name(), node));
    Map<String, Integer> readers = network.readers();
    Map<String, String> reluOf = new HashMap<>();
    Map<String, String> maskedAfterPool = new HashMap<>();
    Set<String> viewed = new HashSet<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Flatten && onlyDenseReads(network, node)) {
        viewed.add(node.name());
      }
      if (!(node.layer() instanceof Layer.Relu)) {
        continue;
      }
      Node producer = byName.get(node.inputs().get(0));
      if (producer != null
          && readers.get(producer.name()) == 1
          && fuses(fusions, producer.layer())) {
        reluOf.put(producer.name(), node.name());
      }
      boolean inBatchNorm =
          reluOf.containsValue(node.name()) && producer.layer() instanceof Layer.BatchNormalization;
      Node pool = onlyMaxPoolReader(network, node, readers);
      if (pool != null
          && !inBatchNorm
          && mode == Plan.Mode.TRAINING
          && fusions.contains(Fusion.RELU_GRADIENT_AFTER_MAX_POOLING)) {
        maskedAfterPool.put(node.name(), pool.name());
      }
    }
    return new FusionChoices(reluOf, Set.copyOf(reluOf.values()), maskedAfterPool, viewed);
  }

  /** True where this layer's op ends with max(., 0). */
  boolean endsWithRelu(Node node) {
    return reluOf.containsKey(node.name());
  }

  /** True where the max pooling of that name takes the gradient of the ReLU before it. */
  boolean masksForRelu(Node pool) {
    return maskedAfterPool.containsValue(pool.name());
  }

  private static boolean fuses(Set<Fusion> fusions, Layer producer) {
    if (producer instanceof Layer.Convolution) {
      return fusions.contains(Fusion.CONVOLUTION_RELU);
    }
    if (producer instanceof Layer.Dense) {
      return fusions.contains(Fusion.DENSE_RELU);
    }
    if (producer instanceof Layer.BatchNormalization) {
      return fusions.contains(Fusion.BATCH_NORM_RELU);
    }
    return producer instanceof Layer.Add && fusions.contains(Fusion.ADD_RELU);
  }

  private static Node onlyMaxPoolReader(Network network, Node relu, Map<String, Integer> readers) {
    if (readers.get(relu.name()) != 1) {
      return null;
    }
    return readersOf(network, relu).stream()
        .filter(
            node ->
                node.layer() instanceof Layer.Pooling pooling
                    && pooling.kind() == Layer.Pooling.Kind.MAX)
        .findFirst()
        .orElse(null);
  }

  private static boolean onlyDenseReads(Network network, Node flatten) {
    return readersOf(network, flatten).stream()
        .allMatch(node -> node.layer() instanceof Layer.Dense);
  }

  private static List<Node> readersOf(Network network, Node source) {
    return network.nodes().stream().filter(node -> node.inputs().contains(source.name())).toList();
  }
}
