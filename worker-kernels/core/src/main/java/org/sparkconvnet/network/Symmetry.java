package org.sparkconvnet.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a network's units start apart. Filters or units with equal weights compute the same; what
 * follows them tells them apart only by its own weights, so where those start equal too they stay
 * one unit for ever, and else start as one.
 */
public final class Symmetry {
  private Symmetry() {}

  /** One line for each hidden layer whose units start alike; none for a network as it should be. */
  public static List<String> warnings(Network network) {
    ParameterLayout layout = ParameterLayout.of(network);
    Set<String> hidden = beforeWeights(network, layout);
    List<String> warnings = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      int units = parameter.dims().get(0);
      if (parameter.initializer() instanceof Initializer.Constant
          && units > 1
          && hidden.contains(parameter.layer())) {
        warnings.add(
            "the "
                + units
                + " units of layer '"
                + parameter.layer()
                + "' all start with the weights "
                + parameter.initializer().text()
                + " and learn alike; give it an initializer that draws, as he");
      }
    }
    return warnings;
  }

  /** Layers whose values reach another layer's weights. */
  private static Set<String> beforeWeights(Network network, ParameterLayout layout) {
    Set<String> reaching = new HashSet<>();
    List<Node> nodes = network.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      boolean weighs =
          layout.parameters().stream()
              .anyMatch(each -> each.layer().equals(node.name()) && each.initializer() != null);
      if (weighs || reaching.contains(node.name())) {
        reaching.addAll(node.inputs());
      }
    }
    return reaching;
  }
}
