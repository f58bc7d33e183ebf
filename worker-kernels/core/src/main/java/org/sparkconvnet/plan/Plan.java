package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;

/**
 * A network lowered at one minibatch size to an ordered list of ops: what every backend runs.
 * Immutable, and a pure function of network, minibatch, mode and fusions.
 *
 * @param batch examples per step, N
 * @param forward ops from input to logits, and in training the loss
 * @param backward ops from the loss to every parameter's gradient; empty for inference
 * @param output the logits (N, classes)
 * @param arena where each arena tensor lies at float32 and logical size; backends that hold tensors
 *     in other layouts pack their own with {@link Arena#pack}
 */
public record Plan(
    Network network,
    int batch,
    Mode mode,
    Set<Fusion> fusions,
    ParameterLayout layout,
    List<Tensor> tensors,
    List<Op> forward,
    List<Op> backward,
    Tensor output,
    Arena arena) {
  /** What a plan is for. */
  public enum Mode {
    /** Forward, loss and backward. */
    TRAINING,
    /** Forward to the logits, with running statistics and no dropout. */
    INFERENCE
  }

  /** What tells the loss an example's classes. */
  public enum Labelling {
    /** One label. */
    CLASSES,
    /** A distribution over the classes, as a mixture of images has; one label will do too. */
    DISTRIBUTIONS
  }

  public Plan {
    fusions = Set.copyOf(fusions);
    tensors = List.copyOf(tensors);
    forward = List.copyOf(forward);
    backward = List.copyOf(backward);
  }

  /** All ops in order. */
  public List<Op> ops() {
    List<Op> all = new ArrayList<>(forward);
    all.addAll(backward);
    return all;
  }

  /** What its minibatches may be labelled with. */
  public Labelling labelling() {
    return Targets.readBy(this) ? Labelling.DISTRIBUTIONS : Labelling.CLASSES;
  }

  /** The only tensor of a kind that has one: INPUT or LABELS. */
  public Tensor only(Tensor.Kind kind) {
    return tensors.stream()
        .filter(tensor -> tensor.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new PlanException("the plan has no tensor of kind " + kind));
  }

  /** Where a tensor that {@link Tensor.Kind#inArena} lies in the arena, in bytes. */
  public long arenaOffset(Tensor tensor) {
    return arena.offsets().get(Liveness.arenaIndex(tensors)[tensor.id()]);
  }

  /** The arena packed anew, for a precision whose activations take so many bytes a number. */
  public Arena arena(int activationBytes) {
    return activationBytes == Float.BYTES
        ? arena
        : Arena.pack(Liveness.lifetimes(tensors, ops(), output, activationBytes));
  }

  /** Where a tensor lies in {@link #arena(int)}, in bytes. */
  public long arenaOffset(Arena packed, Tensor tensor) {
    return packed.offsets().get(Liveness.arenaIndex(tensors)[tensor.id()]);
  }

  /** The plan's text; equal plans print equally. */
  public String print() {
    return PlanPrinter.print(this);
  }
}
