package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Median;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmark}: how fast this machine trains a network, and what that is of its peak. */
@Command(
    name = "benchmark",
    description = "Measure training speed: kernels alone, and through Spark end to end.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class BenchmarkCommand implements Callable<Integer> {
  /** More epochs than any measurement takes. */
  private static final int ENDLESS = 100_000;

  /** More load than this before the measurement is other programs'. */
  private static final double BUSY = 0.5;

  @Mixin private TrainingSubject subject;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images of one worker's minibatch (default: ${DEFAULT-VALUE}).")
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
      paramLabel = "auto|onednn|cudnn",
      defaultValue = "auto",
      description = "What computes (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "3",
      description = "Length of each of the windows whose median counts (default: 3).")
  private double seconds;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of windows (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--local-steps",
      paramLabel = "N",
      defaultValue = "1",
      description = "Minibatches between two averagings (default: ${DEFAULT-VALUE}).")
  private int localSteps;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Shards trained side by side (default: one per core of the cluster).")
  private Integer workers;

  @Option(names = "--compute-only", description = "Measure the kernels alone, without Spark.")
  private boolean computeOnly;

  @Option(
      names = "--averaging",
      paramLabel = "PARAMETERS",
      description = {
        "Measure instead how long averaging so many parameters of --workers takes, by each strategy",
        "and by Spark's treeAggregate, in --windows turns."
      })
  private Integer averaging;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private CudaOptions cuda;
  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checks.atLeast("--batch", batch, 1);
    Checks.atLeast("--local-steps", localSteps, 1);
    Checks.positive("--seconds", seconds);
    Checks.atLeast("--windows", windows, 1);
    if (workers != null) {
      Checks.atLeast("--workers", workers, 1);
    }
    warnWhereOthersRun();
    if (averaging != null) {
      Checks.atLeast("--averaging", averaging, 1);
      spec.commandLine().getOut().print(averaging());
      return 0;
    }
    NetworkChoice choice = subject.network();
    backendOptions();
    BenchmarkReport report = computeOnly ? measure(choice.published(), null) : withSpark(choice);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.json() + System.lineSeparator() : report.text());
    return 0;
  }

  private String averaging() {
    SparkConf conf = SparkStart.configuration("spark-convnet benchmark", master.url());
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      int vectors = workers == null ? ClusterCores.count(spark) : workers;
      return new AveragingBenchmark(spark, averaging, vectors, windows).run();
    }
  }

  private BenchmarkReport withSpark(NetworkChoice choice) {
    SparkConf conf = SparkStart.configuration("spark-convnet benchmark", master.url());
    Dataset images = subject.images(conf);
    Network fitted = choice.forData(images.shape(), images.classNames().size(), images.uri());
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      Recipe recipe = choice.recipe();
      double momentum = recipe.momentumFor(localSteps);
      TrainingSettings settings =
          TrainingSettings.builder(fitted, recipe)
              .backend(BackendChoice.name(backend))
              .precision(precision)
              .workers(workers == null ? ClusterCores.count(spark) : workers)
              .batch(batch)
              .localSteps(localSteps)
              .momentum(momentum)
              .learningRate(recipe.learningRateFor(momentum))
              .epochs(ENDLESS)
              .build();
      return measure(
          fitted,
          new EndToEndBenchmark(windows, seconds, backendOptions()).run(spark, settings, images));
    }
  }

  private BenchmarkReport measure(Network chosen, BenchmarkReport.EndToEnd endToEnd) {
    int cores = Runtime.getRuntime().availableProcessors();
    MeasuredPeak peak = MeasuredPeak.measure(cores);
    try (Backend open = BackendChoice.open(backend, backendOptions())) {
      open.report().require(precision);
      Plan plan = Planner.plan(chosen, batch, Plan.Mode.TRAINING, open.fusions(precision));
      Tuning tuning = open.tune(plan, precision);
      double[] rates =
          new ComputeBenchmark(plan, precision, tuning, cores).run(open, windows, seconds);
      return new BenchmarkReport(
          chosen,
          batch,
          precision,
          open.report(),
          peak,
          NetworkCost.of(chosen).trainingFlops(),
          Median.of(rates),
          endToEnd);
    }
  }

  private BackendOptions backendOptions() {
    return cuda.backendOptions(BackendChoice.name(backend));
  }

  private void warnWhereOthersRun() {
    double load = Machine.here().load();
    if (load > BUSY) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "spark-convnet: other programs kept %.1f cores busy in the last minute; what is measured"
              + " now may be low%n",
          load);
    }
  }
}
