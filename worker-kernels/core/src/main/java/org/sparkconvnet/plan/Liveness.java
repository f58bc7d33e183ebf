package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From which op to which each arena tensor holds something. */
final class Liveness {
  private Liveness() {}

  /** Lifetimes of the tensors that {@link Tensor.Kind#inArena}, in the order of {@code tensors}. */
  static List<Lifetime> lifetimes(List<Tensor> tensors, List<Op> ops, Tensor output) {
    return lifetimes(tensors, ops, output, Float.BYTES);
  }

  /** The same where activations take so many bytes a number. */
  static List<Lifetime> lifetimes(
      List<Tensor> tensors, List<Op> ops, Tensor output, int activationBytes) {
    int[] first = new int[tensors.size()];
    int[] last = new int[tensors.size()];
    Arrays.fill(first, -1);
    for (int at = 0; at < ops.size(); at++) {
      for (Tensor read : ops.get(at).reads()) {
        last[read.id()] = at;
      }
      for (Tensor written : ops.get(at).writes()) {
        last[written.id()] = Math.max(last[written.id()], at);
        if (first[written.id()] < 0) {
          first[written.id()] = at;
        }
      }
    }
    last[output.id()] = ops.size() - 1;
    int[] index = arenaIndex(tensors);
    List<Lifetime> lifetimes = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (tensor.kind().inArena()) {
        int born = first[tensor.id()];
        int from = inPlaceOf(tensor, ops.get(born), last, born, index);
        lifetimes.add(
            new Lifetime(
                tensor.name(), tensor.bytes(activationBytes), born, last[tensor.id()], from));
      }
    }
    return lifetimes;
  }

  /** Position of each tensor among those of the arena, or -1. */
  static int[] arenaIndex(List<Tensor> tensors) {
    int[] index = new int[tensors.size()];
    int next = 0;
    for (Tensor tensor : tensors) {
      index[tensor.id()] = tensor.kind().inArena() ? next++ : -1;
    }
    return index;
  }

  private static int inPlaceOf(Tensor born, Op op, int[] last, int at, int[] index) {
    Tensor source = InPlace.source(op);
    boolean dies =
        source != null
            && source.kind().inArena()
            && last[source.id()] == at
            && op.writes().get(0) == born;
    boolean readTwice =
        source != null && op.reads().stream().filter(read -> read == source).count() > 1;
    return dies && !readTwice ? index[source.id()] : -1;
  }
}
