package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.AveragingCosts;
import org.sparkconvnet.driver.AveragingTrial;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scale-model}: what more executors would bring, from what is measured on a few. */
@Command(
    name = "scale-model",
    description = "Predict round time and efficiency with up to 1,024 executors of one core each.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class ScaleModelCommand implements Callable<Integer> {
  private static final int ENDLESS = 100_000;
  private static final int MOST = 1024;
  private static final int REPEATS = 9;
  private static final int WINDOWS = 3;
  private static final double MEGA = 1e6;

  @Mixin private TrainingSubject subject;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images of one worker's minibatch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--bandwidth",
      paramLabel = "MB/s",
      description = {
        "Of each machine's link on the cluster that is planned (default: what the driver receives",
        "here)."
      })
  private Double bandwidth;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "2",
      description = "Length of each of the 3 windows of a measured run (default: 2).")
  private double seconds;

  @Option(
      names = "--measure",
      paramLabel = "N,N,...",
      split = ",",
      defaultValue = "1,2,4",
      description = "Workers of the runs that are measured (default: ${DEFAULT-VALUE}).")
  private List<Integer> measured;

  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  /** A run that was measured, beside what the model says of it. */
  private record Validation(int workers, double measured, double predicted) {
    double error() {
      return predicted / measured - 1;
    }
  }

  @Override
  public Integer call() {
    Checks.atLeast("--batch", batch, 1);
    Checks.positive("--seconds", seconds);
    for (int workers : measured) {
      Checks.within("--measure", workers, 1, MOST);
    }
    if (bandwidth != null) {
      Checks.positive("--bandwidth", bandwidth);
    }
    NetworkChoice choice = subject.network();
    SparkConf conf = SparkStart.configuration("spark-convnet scale-model", master.url());
    Dataset images = subject.images(conf);
    Network fitted = choice.forData(images.shape(), images.classNames().size(), images.uri());
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      run(spark, choice, fitted, images, spec.commandLine().getOut());
    }
    return 0;
  }

  private void run(
      JavaSparkContext spark,
      NetworkChoice choice,
      Network fitted,
      Dataset images,
      PrintWriter out) {
    int cores = ClusterCores.await(spark);
    List<StageTimes> runs = new ArrayList<>();
    for (int workers : measured) {
      runs.add(measure(spark, choice, fitted, images, workers));
    }
    // After the runs: until then Java interprets much of what a job takes.
    AveragingCosts costs = AveragingTrial.costs(spark, REPEATS);
    // The first run tells what a step takes; the others only check.
    Map<String, Double> first = runs.get(0).milliseconds();
    double step = (first.get("compute") + first.get("data")) / 1e3;
    step /= Math.ceil((double) measured.get(0) / cores);
    long parameters = ParameterLayout.of(fitted).parameterCount();
    ScaleModel here = new ScaleModel(costs, step, parameters);
    List<Validation> validations = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      int workers = measured.get(i);
      double predicted = here.roundSeconds(Averaging.COLLECT, workers, 1, cores);
      validations.add(new Validation(workers, runs.get(i).roundMilliseconds() / 1e3, predicted));
    }
    print(out, spark, costs, new ScaleModel(planned(costs), step, parameters), validations);
  }

  private StageTimes measure(
      JavaSparkContext spark, NetworkChoice choice, Network fitted, Dataset images, int workers) {
    TrainingSettings settings =
        TrainingSettings.builder(fitted, choice.recipe())
            .backend(BackendChoice.name("auto"))
            .workers(workers)
            .batch(batch)
            .epochs(ENDLESS)
            .build();
    return new EndToEndBenchmark(WINDOWS, seconds, CacheDirectory.backendOptions())
        .run(spark, settings, images)
        .stages();
  }

  private AveragingCosts planned(AveragingCosts costs) {
    return bandwidth == null
        ? costs
        : new AveragingCosts(
            costs.jobSeconds(),
            costs.taskSeconds(),
            bandwidth * MEGA,
            bandwidth * MEGA,
            costs.floatSeconds());
  }

  private void print(
      PrintWriter out,
      JavaSparkContext spark,
      AveragingCosts costs,
      ScaleModel model,
      List<Validation> validations) {
    out.printf(
        Locale.ROOT,
        "measured on %s: a step of %d images %.2f ms, a job %.2f ms, each further task %.3f ms,%n"
            + "the driver receives %s MB/s and adds a number in %.2f ns; %s parameters%n%n",
        spark.master(),
        batch,
        1e3 * model.stepSeconds(),
        1e3 * costs.jobSeconds(),
        1e3 * costs.taskSeconds(),
        Units.count(costs.driverBytesPerSecond() / MEGA),
        1e9 * costs.floatSeconds(),
        Units.count(model.parameters()));
    TextTable check = new TextTable("rrrr").row("workers", "round", "predicted", "error");
    for (Validation one : validations) {
      check.row(
          one.workers(),
          milliseconds(one.measured()),
          milliseconds(one.predicted()),
          String.format(Locale.ROOT, "%+.0f%%", 100 * one.error()));
    }
    out.println(check);
    TextTable table =
        new TextTable("rrrrlrr")
            .row("executors", "collect", "bf16", "reduce-scatter", "best", "a round", "efficiency");
    for (int workers = 1; workers <= MOST; workers *= 2) {
      ScaleModel.Choice best = model.best(workers);
      table.row(
          Units.count(workers),
          percent(model, Averaging.COLLECT, workers),
          percent(model, Averaging.BF16, workers),
          percent(model, Averaging.REDUCE_SCATTER, workers),
          best.way().text() + ", --local-steps " + best.localSteps(),
          milliseconds(model.roundSeconds(best.way(), workers, best.localSteps(), workers)),
          Units.percent(model.efficiency(best.way(), workers, best.localSteps())));
    }
    out.println("efficiency by way of averaging with one local step, and the best choice");
    out.println(table);
    for (Averaging way : AveragingCosts.STRATEGIES) {
      int limit = model.driverLimit(way, 1, MOST);
      out.printf(
          "%s: with one local step the driver %s%n",
          way.text(),
          limit == 0
              ? "is not the limit up to " + Units.count(MOST) + " executors"
              : "takes longer than computing from " + Units.count(limit) + " executors on");
    }
  }

  private static String percent(ScaleModel model, Averaging way, int workers) {
    return Units.percent(model.efficiency(way, workers, 1));
  }

  private static String milliseconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f ms", 1e3 * seconds);
  }
}
