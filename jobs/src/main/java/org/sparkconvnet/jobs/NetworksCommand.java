package org.sparkconvnet.jobs;

import java.util.concurrent.Callable;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.zoo.Zoo;
import org.sparkconvnet.zoo.ZooEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code networks}: what the zoo has. */
@Command(name = "networks", description = "List the networks that --network knows by name.")
final class NetworksCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TextTable table =
        new TextTable("llrrrl")
            .row("name", "input", "classes", "parameters", "MFLOP/image", "description");
    for (ZooEntry entry : Zoo.entries()) {
      Network network = entry.network();
      NetworkCost cost = NetworkCost.of(network);
      table.row(
          entry.name(),
          network.input(),
          network.classes(),
          Units.count(cost.layout().parameterCount()),
          Units.mega(cost.trainingFlops()),
          entry.description());
    }
    spec.commandLine().getOut().print(table);
    spec.commandLine()
        .getOut()
        .println(
            "\nMFLOP/image: arithmetic of one training step, forward and backward. Input and classes"
                + " adapt to the data.");
    return 0;
  }
}
