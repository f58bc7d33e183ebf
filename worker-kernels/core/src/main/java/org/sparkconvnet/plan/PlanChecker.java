package org.sparkconvnet.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.network.Parameter;

/**
 * Holds a plan to its rules: every tensor is written before it is read and by one op only, every
 * parameter gets its gradient once, and no two tensors of the arena share bytes while both live.
 */
public final class PlanChecker {
  private PlanChecker() {}

  /** Throws {@link PlanException} naming the op or tensor that breaks a rule. */
  public static void check(Plan plan) {
    checkNames(plan);
    checkWrites(plan);
    checkGradients(plan);
    checkArena(plan);
  }

  private static void checkNames(Plan plan) {
    Set<String> names = new HashSet<>();
    for (Op op : plan.ops()) {
      if (!names.add(op.name())) {
        throw new PlanException("two ops are named '" + op.name() + "'");
      }
    }
  }

  private static void checkWrites(Plan plan) {
    Set<Tensor> written = new HashSet<>();
    for (Op op : plan.ops()) {
      for (Tensor read : op.reads()) {
        if (read.kind().inArena() && !written.contains(read)) {
          throw new PlanException(op.name() + " reads " + read + " before any op writes it");
        }
      }
      for (Tensor write : op.writes()) {
        boolean readOnly =
            write.kind() == Tensor.Kind.PARAMETER
                || write.kind() == Tensor.Kind.INPUT
                || write.kind() == Tensor.Kind.LABELS
                || write.kind() == Tensor.Kind.TARGETS;
        if (readOnly || !written.add(write)) {
          throw new PlanException(
              op.name() + " writes " + write + (readOnly ? ", an input" : " a second time"));
        }
      }
    }
    if (plan.ops().stream().noneMatch(op -> op.writes().contains(plan.output()))
        && plan.output().kind() != Tensor.Kind.INPUT) {
      throw new PlanException("no op writes the output " + plan.output());
    }
  }

  private static void checkGradients(Plan plan) {
    if (plan.mode() == Plan.Mode.INFERENCE) {
      return;
    }
    Set<String> written = new HashSet<>();
    plan.ops().forEach(op -> op.writes().forEach(tensor -> written.add(tensor.name())));
    for (Parameter parameter : plan.layout().parameters()) {
      if (!written.contains(parameter.name() + ".gradient")) {
        throw new PlanException("no op writes the gradient of '" + parameter.name() + "'");
      }
    }
  }

  private static void checkArena(Plan plan) {
    List<Lifetime> lifetimes = Liveness.lifetimes(plan.tensors(), plan.ops(), plan.output());
    checkNoOverlap(lifetimes, plan.arena());
  }

  /**
   * Throws where two buffers share bytes at an op, unless the second runs in place of the first.
   */
  public static void checkNoOverlap(List<Lifetime> lifetimes, Arena arena) {
    for (int i = 0; i < lifetimes.size(); i++) {
      for (int j = i + 1; j < lifetimes.size(); j++) {
        Lifetime a = lifetimes.get(i);
        Lifetime b = lifetimes.get(j);
        long startA = arena.offsets().get(i);
        long startB = arena.offsets().get(j);
        boolean sharesBytes = startA < startB + b.bytes() && startB < startA + a.bytes();
        if (sharesBytes && a.overlaps(b) && !handsOver(a, b, i) && !handsOver(b, a, j)) {
          throw new PlanException(
              "'" + a.name() + "' and '" + b.name() + "' share bytes while both live");
        }
      }
    }
  }

  private static boolean handsOver(Lifetime dying, Lifetime born, int dyingIndex) {
    return born.inPlaceOf() == dyingIndex && dying.last() == born.first();
  }
}
