package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;

/**
 * Lets max poolings change places with the monotone activations that they alone read: max f(x) =
 * f(max x). Equal results leave the gradient to one of them: where f is flat it is 0 anyway.
 */
final class PoolingFirst {
  private PoolingFirst() {}

  /** The same function of the same parameters, in another order of layers. */
  static Network reorder(Network network) {
    List<Node> nodes = new ArrayList<>(network.nodes());
    // An activation moves behind one pooling at a time, and behind the next in the next turn.
    boolean moved;
    do {
      moved = moveOne(nodes);
    } while (moved);
    return new Network(network.name(), network.input(), nodes);
  }

  private static boolean moveOne(List<Node> nodes) {
    for (Node pool : nodes) {
      Node activation = before(pool, nodes);
      if (activation != null && FusionChoices.readersOf(activation, nodes).size() == 1) {
        swap(activation, pool, nodes);
        return true;
      }
    }
    return false;
  }

  /** The activation that the max pooling reads and could run before, or null. */
  private static Node before(Node pool, List<Node> nodes) {
    if (!(pool.layer() instanceof Layer.Pooling pooling)
        || pooling.kind() != Layer.Pooling.Kind.MAX) {
      return null;
    }
    return nodes.stream()
        .filter(node -> node.name().equals(pool.inputs().get(0)))
        .filter(
            node -> node.layer() instanceof Layer.Activate layer && layer.activation().isMonotone())
        .findFirst()
        .orElse(null);
  }

  private static void swap(Node activation, Node pool, List<Node> nodes) {
    int place = nodes.indexOf(activation);
    nodes.remove(pool);
    nodes.set(place, new Node(pool.name(), pool.layer(), activation.inputs()));
    Node moved = new Node(activation.name(), activation.layer(), List.of(pool.name()));
    nodes.replaceAll(node -> reading(node, pool.name(), activation.name()));
    nodes.add(place + 1, moved);
  }

  private static Node reading(Node node, String before, String after) {
    if (!node.inputs().contains(before)) {
      return node;
    }
    List<String> inputs =
        node.inputs().stream().map(name -> name.equals(before) ? after : name).toList();
    return new Node(node.name(), node.layer(), inputs);
  }
}
