package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.jobs.compare.Comparison;
import org.sparkconvnet.jobs.compare.ComparisonPlan;
import org.sparkconvnet.jobs.compare.ComparisonPlot;
import org.sparkconvnet.jobs.compare.ComparisonReport;
import org.sparkconvnet.jobs.compare.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: trains a network in several ways and reports what each came to. */
@Command(
    name = "compare",
    description = {
      "Train in several ways, each with several seeds, and write a report with tables and plots.",
      "Runs that finished are not made again: the same command goes on where it was stopped."
    },
    abbreviateSynopsis = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  @Option(
      names = "--plan",
      paramLabel = "FILE",
      order = 1,
      required = true,
      description = "What to compare (see docs/training-strategies/plan.json).")
  private Path plan;

  @Option(
      names = "--data",
      paramLabel = "URI",
      order = 2,
      defaultValue = RunInputs.DEFAULT_DATA,
      description = "Training and test images, as of 'train' (default: ${DEFAULT-VALUE}).")
  private String data;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      order = 3,
      required = true,
      description = "Folder of the runs, a folder for each.")
  private Path runs;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      order = 4,
      required = true,
      description = "Where the report goes; its plots go into a folder of that name beside it.")
  private Path report;

  @Option(
      names = "--only",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      order = 5,
      description = "Run these comparisons alone; the report holds all.")
  private List<String> only = List.of();

  @Option(
      names = "--report-only",
      order = 6,
      description = "Run nothing; report what was run before.")
  private boolean reportOnly;

  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SparkConf conf = SparkStart.configuration("spark-convnet compare", master.url());
    Configuration hadoop = SparkStart.hadoop(conf);
    SmallFiles planFolder = SmallFiles.in(folderOf(plan).toString(), hadoop);
    String planName = plan.getFileName().toString();
    if (!planFolder.exists(planName)) {
      throw new UsageException("--plan " + plan + ": there is no such file");
    }
    ComparisonPlan comparisons =
        ComparisonPlan.parse(planFolder.parse(planName, new ObjectMapper()), plan.toString());
    requireKnown(comparisons);
    Dataset training = Datasets.openTraining(data, hadoop);
    StrategyRuns all = new StrategyRuns(comparisons, data, runs, master.url(), hadoop);
    all.writeNetworks();
    PrintWriter out = spec.commandLine().getOut();
    if (!reportOnly) {
      try (Interruption.Watch watch =
          Interruption.watch(
              () -> out.println("stopped; the same command makes the runs that are missing"))) {
        all.run(chosen(comparisons), out::println, () -> write(comparisons, all, training, hadoop));
      }
      if (Interruption.isEnding()) {
        return ErrorReport.FAILED;
      }
    }
    write(comparisons, all, training, hadoop);
    out.println("report in " + report);
    return all.failures() > 0 ? ErrorReport.FAILED : 0;
  }

  private void requireKnown(ComparisonPlan comparisons) {
    List<String> names = comparisons.comparisons().stream().map(Comparison::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new UsageException(
            "--only " + name + ": " + plan + " compares " + String.join(", ", names));
      }
    }
  }

  private List<Comparison> chosen(ComparisonPlan comparisons) {
    return comparisons.comparisons().stream()
        .filter(comparison -> only.isEmpty() || only.contains(comparison.name()))
        .toList();
  }

  private void write(
      ComparisonPlan comparisons, StrategyRuns all, Dataset training, Configuration hadoop) {
    String name = report.getFileName().toString();
    String plots = name.replaceFirst("\\.[^.]*$", "");
    SmallFiles folder = SmallFiles.in(folderOf(report).toString(), hadoop);
    SmallFiles plotFolder = SmallFiles.in(folderOf(report).resolve(plots).toString(), hadoop);
    ComparisonReport text = new ComparisonReport(comparisons, made(training));
    List<String> later = new ArrayList<>();
    for (Comparison comparison : comparisons.comparisons()) {
      List<Results> results = all.results(comparison);
      if (results.stream().anyMatch(Results::none)) {
        later.add(comparison.title());
        continue;
      }
      boolean any = results.stream().anyMatch(result -> !result.finished().isEmpty());
      String image = comparison.name() + ".png";
      if (any) {
        plotFolder.write(image, ComparisonPlot.png(comparison, results));
      }
      text.add(comparison, results, any ? plots + "/" + image : null);
    }
    text.addLater(later);
    folder.write(name, text.text());
  }

  private List<String> made(Dataset training) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "made by `spark-convnet compare --plan "
            + plan
            + " --data DATA --runs DIR --report "
            + report
            + "`, "
            + LocalDate.now());
    Machine machine = Machine.here();
    lines.add(
        "on %d cores of %s, %s, Java %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                machine.cpuModel(),
                String.join(" ", machine.instructionSets()),
                System.getProperty("java.version")));
    lines.add(
        "DATA: "
            + Units.count(training.size())
            + " training images of "
            + training.shape()
            + " in "
            + training.classNames().size()
            + " classes");
    return lines;
  }

  private static Path folderOf(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
