package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sparkconvnet.driver.EvaluationReport;
import org.sparkconvnet.driver.RunSummary;
import org.sparkconvnet.driver.TrainingResult;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Symmetry;

/** A run in words: what is about to be trained, and how it ended. */
final class RunDescription {
  private static final int MOST_LAYERS_LISTED = 8;

  private RunDescription() {}

  /** One line for each thing that decides a run. */
  static List<String> lines(RunSummary run, RunInputs inputs, String master, String out) {
    TrainingSettings settings = run.settings();
    NetworkCost cost = NetworkCost.of(settings.network());
    TextTable table =
        new TextTable("ll")
            .row("network", network(settings, cost))
            .row("data", data(run, inputs))
            .row("workers", workers(run, master))
            .row("recipe", recipe(settings));
    UpdateDescription.lines(settings).forEach(line -> table.row("update", line));
    GatheringDescription.lines(settings).forEach(line -> table.row("rounds", line));
    table
        .row(
            "images",
            "augmentation "
                + settings.augmentation()
                + "; seed "
                + settings.seed()
                + order(settings))
        .row("backend", run.backend() + ", " + settings.precision().text())
        .row("memory", memory(run))
        .row("out", out);
    List<String> lines = new ArrayList<>(table.toString().lines().toList());
    Symmetry.warnings(settings.network()).forEach(warning -> lines.add("warning: " + warning));
    if (run.firstRound() > 0) {
      lines.add("resuming after round " + run.firstRound());
    }
    lines.add("");
    return lines;
  }

  private static String order(TrainingSettings settings) {
    return settings.shuffle() ? "" : "; in the order they are stored in, for demonstration";
  }

  private static String network(TrainingSettings settings, NetworkCost cost) {
    List<Integer> counts = cost.layout().countsByLayer();
    String list =
        counts.size() > MOST_LAYERS_LISTED
            ? " in " + counts.size() + " layers"
            : " (" + counts.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    return settings.network().name()
        + ": "
        + Units.count(cost.layout().parameterCount())
        + " parameters"
        + list
        + ", "
        + Units.mega(cost.trainingFlops())
        + " MFLOP/image";
  }

  private static String data(RunSummary run, RunInputs inputs) {
    String test =
        run.testExamples() == 0 ? "" : " and " + Units.count(run.testExamples()) + " test";
    return inputs.data()
        + ": "
        + Units.count(run.examples())
        + " training"
        + (run.validationExamples() == 0
            ? ""
            : (test.isEmpty() ? " and " : ", ")
                + Units.count(run.validationExamples())
                + " validation")
        + test
        + " images of "
        + run.settings().network().input()
        + " in "
        + run.classNames().size()
        + " classes";
  }

  private static String workers(RunSummary run, String master) {
    TrainingSettings settings = run.settings();
    return settings.workers()
        + " on "
        + master
        + ", minibatch "
        + settings.batch()
        + " each"
        + (settings.microBatch() > 0 ? " in parts of at most " + settings.microBatch() : "")
        + ", "
        + settings.localSteps()
        + (settings.localSteps() == 1 ? " local step a round, " : " local steps a round, ")
        + Units.count(run.roundsPerEpoch())
        + " rounds an epoch";
  }

  private static String recipe(TrainingSettings settings) {
    return settings.epochs()
        + (settings.epochs() == 1 ? " epoch" : " epochs")
        + ", learning rate "
        + number(settings.learningRate())
        + " "
        + settings.schedule().text()
        + ", momentum "
        + number(settings.momentum())
        + (settings.nesterov() ? " Nesterov" : "")
        + (settings.outerRate() == 1 ? "" : ", outer rate " + number(settings.outerRate()))
        + ", weight decay "
        + number(settings.weightDecay());
  }

  private static String memory(RunSummary run) {
    if (!run.deviceMemory().isEmpty()) {
      return DeviceMemoryText.line(run.deviceMemory()) + " a worker, on the device";
    }
    long bytes =
        run.minibatchSizes().stream().mapToLong(size -> memory(run.settings(), size)).sum();
    return "about " + Units.bytes(bytes) + " a worker, outside Java's heap";
  }

  private static long memory(TrainingSettings settings, int batch) {
    return MemoryNeed.of(settings.network(), batch, settings.precision(), settings.augmentation())
        .total();
  }

  /** How the run ended, where its time went, and what can be done with it. */
  static List<String> ending(
      RunSummary run, RunInputs inputs, String out, TrainingResult result, StageTimes stages) {
    List<String> lines = new ArrayList<>();
    String ending =
        (result.complete() ? "finished" : "stopped")
            + result.test().map(RunDescription::test).orElse("")
            + " after "
            + Units.count(result.rounds())
            + " rounds"
            + early(result);
    if (stages.isEmpty()) {
      lines.add(ending + "; there was nothing left to train");
    } else {
      lines.add(ending + speed(run, result));
      lines.add(stages.toString());
      stages.advice(run).ifPresent(lines::add);
    }
    lines.add("model in " + out + "; look at it closely with:");
    lines.add(
        "  spark-convnet evaluate --model " + quoted(out) + " --data " + quoted(testOf(inputs)));
    return lines;
  }

  private static String early(TrainingResult result) {
    String stopped =
        result.stoppedEpoch() > 0
            ? "; no improvement, stopped after epoch " + result.stoppedEpoch()
            : "";
    return stopped
        + (result.complete() && result.bestEpoch() > 0
            ? "; the model has the weights of epoch " + result.bestEpoch()
            : "");
  }

  private static String speed(RunSummary run, TrainingResult result) {
    double flops = NetworkCost.of(run.settings().network()).trainingFlops();
    return "; trained "
        + Units.duration(result.seconds())
        + " at "
        + Units.count(result.imagesPerSecond())
        + " images/s ("
        + Units.giga(result.imagesPerSecond() * flops)
        + " GFLOP/s)";
  }

  private static String testOf(RunInputs inputs) {
    return inputs.testData() != null ? inputs.testData() : inputs.data();
  }

  /** As a shell takes it. */
  private static String quoted(String argument) {
    return argument.matches("[\\w@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static String test(EvaluationReport report) {
    return ": test accuracy " + Units.percent(report.accuracy());
  }

  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains("e") || !text.contains(".") ? text : text.replaceAll("\\.?0+$", "");
  }
}
