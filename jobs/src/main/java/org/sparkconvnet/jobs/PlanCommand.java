package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Symmetry;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plan}: what a network costs, before anything is allocated. */
@Command(
    name = "plan",
    description = "Print a network's layers, shapes, parameters, arithmetic and memory.")
final class PlanCommand implements Callable<Integer> {
  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = NetworkChoice.DEFAULT,
      description = {
        "A name that 'networks' lists, or a network.json",
        "(default: ${DEFAULT-VALUE})."
      })
  private String network;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images of one minibatch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--precision",
      paramLabel = "fp32|tf32|bf16|fp16",
      defaultValue = "fp32",
      converter = PrecisionConverter.class,
      description = "Number format of activations (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn|none",
      defaultValue = "auto",
      description = "Plan with this backend's fusions; none fuses nothing (default: auto).")
  private String backend;

  @Option(names = "--text", description = "Print the planner's own text, op by op.")
  private boolean text;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checks.atLeast("--batch", batch, 1);
    Network chosen = NetworkChoice.of(network).published();
    if (backend.equals("none")) {
      print(chosen, Planner.plan(chosen, batch, Plan.Mode.TRAINING, Set.of()), Map.of());
      return 0;
    }
    try (Backend open = BackendChoice.open(backend)) {
      Plan plan = Planner.plan(chosen, batch, Plan.Mode.TRAINING, open.fusions(precision));
      Map<String, Long> device =
          text ? Map.of() : open.deviceMemory(plan, precision, Tuning.none(open.name()));
      print(chosen, plan, device);
    }
    return 0;
  }

  private void print(Network chosen, Plan plan, Map<String, Long> device) {
    PrintWriter out = spec.commandLine().getOut();
    if (text) {
      out.print(plan.print());
      return;
    }
    printLayers(out, chosen);
    if (device.isEmpty()) {
      printMemory(out, plan);
    } else {
      printDevice(out, plan, device);
    }
    Symmetry.warnings(chosen).forEach(warning -> out.println("warning: " + warning));
  }

  private void printDevice(PrintWriter out, Plan plan, Map<String, Long> device) {
    out.printf(
        "%nDevice memory of one worker at minibatch %d in %s:%n", plan.batch(), precision.text());
    TextTable table = new TextTable("lr");
    device.forEach((what, bytes) -> table.row("  " + what, Units.bytes(bytes)));
    out.print(table.row("  total", Units.bytes(DeviceMemoryText.total(device))));
    out.println("Algorithms that timing chooses may take more or less workspace.");
  }

  private static void printLayers(PrintWriter out, Network network) {
    NetworkCost cost = NetworkCost.of(network);
    Map<String, Shape> shapes = network.shapes();
    TextTable table =
        new TextTable("lllrr").row("layer", "kind", "output", "parameters", "MFLOP/image");
    table.row(Network.INPUT, "", network.input(), "", "");
    for (Node node : network.nodes()) {
      boolean loss = node == network.loss();
      int parameters = cost.parameters(node.name());
      table.row(
          node.name(),
          node.layer().accept(new LayerKind()),
          loss ? "" : shapes.get(node.name()),
          parameters == 0 ? "" : Units.count(parameters),
          Units.mega(cost.forward().get(node.name())));
    }
    table.row(
        "total",
        "",
        "",
        Units.count(cost.layout().parameterCount()),
        Units.mega(cost.forwardFlops()));
    out.println(network.name() + ", " + network.classes() + " classes\n");
    out.print(table);
    out.printf(
        "%nA training step, forward and backward: %s MFLOP/image.%n",
        Units.mega(cost.trainingFlops()));
  }

  private void printMemory(PrintWriter out, Plan plan) {
    MemoryNeed need = MemoryNeed.of(plan, precision);
    out.printf("%nMemory of one worker at minibatch %d in %s:%n", plan.batch(), precision.text());
    out.print(
        new TextTable("lr")
            .row("  parameters", Units.bytes(need.parameters()))
            .row("  gradients", Units.bytes(need.parameters()))
            .row("  running statistics", Units.bytes(need.state()))
            .row("  images and labels", Units.bytes(need.loaded()))
            .row("  arena (activations and their gradients)", Units.bytes(need.arena()))
            .row("  total", Units.bytes(need.total())));
    out.println(
        "A backend adds its own copies of weights in other layouts and its scratch memory.");
  }
}
