package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable description of a network: the shape of one input example and a directed acyclic
 * graph of nodes, listed so that every node comes after what it reads; the last one is the loss.
 */
public record Network(String name, Shape input, List<Node> nodes) implements Serializable {
  /** The name by which nodes read the network's input. */
  public static final String INPUT = "input";

  public Network {
    nodes = List.copyOf(nodes);
    requireWellFormed(name, nodes);
    ShapeInference.infer(input, nodes);
  }

  /** Starts a fluent description of a network over examples of shape {@code input}. */
  public static NetworkBuilder builder(String name, Shape input) {
    return new NetworkBuilder(name, input);
  }

  /** The shape of every node's output, and of {@link #INPUT}, by name, in order. */
  public Map<String, Shape> shapes() {
    return ShapeInference.infer(input, nodes);
  }

  /** The loss, always the last node. */
  public Node loss() {
    return nodes.get(nodes.size() - 1);
  }

  /** What the last node computes. */
  public Layer.Loss criterion() {
    return (Layer.Loss) loss().layer();
  }

  /** The same network under another loss. */
  public Network with(Layer.Loss criterion) {
    List<Node> others = new ArrayList<>(nodes.subList(0, nodes.size() - 1));
    others.add(new Node(loss().name(), criterion, loss().inputs()));
    return new Network(name, input, others);
  }

  /** Number of classes: the logits that the loss reads. */
  public int classes() {
    return shapes().get(loss().inputs().get(0)).channels();
  }

  /** For every name, how many times a node reads it. */
  public Map<String, Integer> readers() {
    Map<String, Integer> count = new LinkedHashMap<>();
    nodes.forEach(node -> node.inputs().forEach(input -> count.merge(input, 1, Integer::sum)));
    return count;
  }

  private static void requireWellFormed(String name, List<Node> nodes) {
    if (name.isBlank()) {
      throw new NetworkException("a network needs a name");
    }
    if (nodes.isEmpty()) {
      throw new NetworkException("network '" + name + "' has no layers");
    }
    Set<String> known = new HashSet<>(Set.of(INPUT));
    Set<String> read = new HashSet<>();
    for (Node node : nodes) {
      for (String source : node.inputs()) {
        if (!known.contains(source)) {
          throw new NetworkException(
              "layer '" + node.name() + "' reads '" + source + "', which no earlier layer makes");
        }
      }
      read.addAll(node.inputs());
      if (!known.add(node.name())) {
        throw new NetworkException("two layers are named '" + node.name() + "'");
      }
    }
    requireOneLossAtTheEnd(name, nodes, read);
  }

  private static void requireOneLossAtTheEnd(String name, List<Node> nodes, Set<String> read) {
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      boolean last = i == nodes.size() - 1;
      if (last != node.layer() instanceof Layer.Loss) {
        throw new NetworkException(
            "network '"
                + name
                + "' must end with its one loss; layer '"
                + node.name()
                + (last ? "' is last and is no loss" : "' is a loss and is not last"));
      }
      if (!last && !read.contains(node.name())) {
        throw new NetworkException("nothing reads layer '" + node.name() + "'");
      }
    }
  }
}
