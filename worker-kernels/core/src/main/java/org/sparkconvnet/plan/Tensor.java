package org.sparkconvnet.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A value of a plan in its logical layout: {@code dims} row-major, minibatch first, as (N, C, H,
 * W). A backend may hold it in any physical layout.
 *
 * @param id position in {@link Plan#tensors()}
 * @param offset where it lies in the flat vector, for parameters, their gradients and state; else
 *     -1
 */
public record Tensor(int id, String name, Kind kind, List<Integer> dims, int offset) {
  /** What a tensor holds and who owns its memory. */
  public enum Kind {
    /** The normalised images, float32, loaded before a step. */
    INPUT,
    /** The labels, one int32 per example, loaded before a step. */
    LABELS,
    /**
     * What the loss compares each output with, float32 (N, classes), loaded before a step: {@link
     * Targets} of the labels.
     */
    TARGETS,
    /** A value made in the forward pass. */
    ACTIVATION,
    /** The loss's derivative with respect to an activation. */
    GRADIENT,
    /** What a forward op leaves for its backward op: argmax positions, masks; backend-defined. */
    WORKSPACE,
    /**
     * Numbers by channel or group that a forward op leaves for its backward op, as a
     * normalisation's mean and variance: float32 in every precision.
     */
    STATISTIC,
    /** A range of the flat parameter vector, float32. */
    PARAMETER,
    /** The same range of the flat gradient vector, float32. */
    PARAMETER_GRADIENT,
    /** A range of the flat state vector, float32. */
    STATE;

    /** True for what the arena holds: made and last read within one step. */
    public boolean inArena() {
      return this == ACTIVATION || this == GRADIENT || this == WORKSPACE || this == STATISTIC;
    }
  }

  public Tensor {
    dims = List.copyOf(dims);
    boolean flat = kind == Kind.PARAMETER || kind == Kind.PARAMETER_GRADIENT || kind == Kind.STATE;
    if (id < 0 || flat != offset >= 0 || dims.stream().anyMatch(extent -> extent < 1)) {
      throw new PlanException(
          "tensor '"
              + name
              + "': id "
              + id
              + ", "
              + kind
              + ", dims "
              + dims
              + ", offset "
              + offset);
    }
  }

  /** Numbers in the tensor. */
  public long elements() {
    return dims.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Bytes at float32 (workspaces: one byte an element). */
  public long bytes() {
    return bytes(Float.BYTES);
  }

  /** Bytes where each number of {@link #isActivation} takes so many, and all else as in float32. */
  public long bytes(int activationBytes) {
    long each = kind == Kind.WORKSPACE ? 1 : isActivation() ? activationBytes : Float.BYTES;
    return each * elements();
  }

  /** True for what is held in the precision's format: images, values and their derivatives. */
  public boolean isActivation() {
    return kind == Kind.INPUT || kind == Kind.ACTIVATION || kind == Kind.GRADIENT;
  }

  /** Those that are not null. */
  static List<Tensor> present(Tensor... tensors) {
    return Arrays.stream(tensors).filter(Objects::nonNull).toList();
  }

  @Override
  public String toString() {
    return "%" + name;
  }
}
