package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.List;

/** A layer in its place: a unique name and the names of the nodes (or the input) it reads. */
public record Node(String name, Layer layer, List<String> inputs) implements Serializable {
  public Node {
    inputs = List.copyOf(inputs);
    if (!name.matches("[A-Za-z0-9_./-]+")) {
      throw new NetworkException(
          "a layer's name must be of letters, digits and _ . / -, got '" + name + "'");
    }
    if (inputs.isEmpty()) {
      throw new NetworkException("layer '" + name + "' has no input");
    }
  }
}
