package org.sparkconvnet.plan;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A plan as text, one op a line: {@code conv1.forward: %conv1 (64,16,32,32) <-
 * convolution_forward(%input, %conv1.weight, %conv1.bias) window=...}. Two plans are the same where
 * their texts are.
 */
final class PlanPrinter {
  private PlanPrinter() {}

  static String print(Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append("plan ").append(plan.network().name());
    text.append(" batch ").append(plan.batch()).append(' ').append(plan.mode()).append('\n');
    text.append("fusions ").append(new TreeSet<>(plan.fusions())).append('\n');
    text.append("parameters ").append(plan.layout().parameterCount());
    text.append(" state ").append(plan.layout().stateCount());
    text.append(" arena ").append(plan.arena().bytes()).append(" bytes\n");
    appendOps(text, "forward", plan.forward());
    appendOps(text, "backward", plan.backward());
    appendArena(text, plan);
    return text.toString();
  }

  private static void appendOps(StringBuilder text, String title, List<Op> ops) {
    if (!ops.isEmpty()) {
      text.append(title).append('\n');
      ops.forEach(op -> text.append("  ").append(line(op)).append('\n'));
    }
  }

  private static String line(Op op) {
    String settings = OpSettings.of(op);
    return op.name()
        + ": "
        + op.writes().stream().map(PlanPrinter::typed).collect(Collectors.joining(", "))
        + " <- "
        + kind(op)
        + op.reads().stream().map(Tensor::toString).collect(Collectors.joining(", ", "(", ")"))
        + (settings.isEmpty() ? "" : " " + settings);
  }

  private static String typed(Tensor tensor) {
    return tensor
        + tensor.dims().stream().map(String::valueOf).collect(Collectors.joining(",", " (", ")"));
  }

  private static String kind(Op op) {
    return op.getClass()
        .getSimpleName()
        .replaceAll("(?<!^)([A-Z])", "_$1")
        .toLowerCase(Locale.ROOT);
  }

  private static void appendArena(StringBuilder text, Plan plan) {
    int[] index = Liveness.arenaIndex(plan.tensors());
    text.append("arena\n");
    for (Tensor tensor : plan.tensors()) {
      if (tensor.kind().inArena()) {
        long offset = plan.arena().offsets().get(index[tensor.id()]);
        text.append("  ").append(tensor).append(" at ").append(offset);
        text.append(", ").append(tensor.bytes()).append(" bytes\n");
      }
    }
  }
}
