package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.List;

/**
 * A named range of the flat float32 vector of parameters (or of state): {@code dims} row-major from
 * {@code offset}.
 *
 * @param role what it is, which decides how it starts and whether weight decay touches it
 * @param fanIn inputs that one output sums over; 0 where the role has none
 * @param fanOut outputs that one input reaches; 0 where the role has none
 * @param initializer how a {@link Role#WEIGHT} starts; null for the other roles
 */
public record Parameter(
    String name,
    Role role,
    List<Integer> dims,
    int offset,
    int fanIn,
    int fanOut,
    Initializer initializer)
    implements Serializable {
  /** What a parameter is. */
  public enum Role {
    WEIGHT,
    BIAS,
    NORM_SCALE,
    NORM_SHIFT,
    /** Of a radial basis function. */
    CENTER,
    RUNNING_MEAN,
    RUNNING_VARIANCE
  }

  public Parameter {
    dims = List.copyOf(dims);
    if (offset < 0 || dims.isEmpty() || dims.stream().anyMatch(extent -> extent < 1)) {
      throw new NetworkException(
          "parameter '" + name + "' has offset " + offset + " and dims " + dims);
    }
    if ((role == Role.WEIGHT) != (initializer != null)) {
      throw new NetworkException(
          "parameter '" + name + "': weights, and only they, have an initializer");
    }
  }

  /** The layer that it belongs to: the name up to its last full stop. */
  public String layer() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Numbers in this parameter. */
  public int elements() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /** The offset just past this parameter. */
  public int end() {
    return Math.addExact(offset, elements());
  }

  /** Weights decay; biases and normalisation's scale and shift do not. */
  public boolean decays() {
    return role == Role.WEIGHT;
  }
}
