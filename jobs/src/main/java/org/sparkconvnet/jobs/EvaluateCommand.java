package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.driver.Evaluation;
import org.sparkconvnet.driver.EvaluationReport;
import org.sparkconvnet.driver.ModelBundle;
import org.sparkconvnet.driver.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a trained network does on a labelled set. */
@Command(
    name = "evaluate",
    description = "Evaluate a trained network: accuracy, classes, confusion.",
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      order = 1,
      description = "Folder of a run.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "URI",
      required = true,
      order = 2,
      description = "Labelled images; of data with a test part, that part.")
  private String data;

  @Option(names = "--json", order = 3, description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn",
      order = 4,
      defaultValue = "auto",
      description = "What computes (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(
      names = "--precision",
      paramLabel = "fp32|tf32|bf16|fp16",
      order = 5,
      defaultValue = "fp32",
      converter = PrecisionConverter.class,
      description = "Number format of activations (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String computing = BackendChoice.name(backend);
    SparkConf conf = SparkStart.configuration("spark-convnet evaluate", master.url());
    BackendChoice.requireHere(computing, precision, conf.get("spark.master"));
    Configuration hadoop = SparkStart.hadoop(conf);
    ModelBundle bundle = ModelBundle.load(RunDirectory.open(model, hadoop));
    Dataset images = Datasets.openTest(data, hadoop);
    images.requireFor(bundle.network());
    images.requireClasses(bundle.classNames());
    EvaluationReport report;
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      report =
          Evaluation.evaluate(
              spark, bundle, images, computing, CacheDirectory.backendOptions(), precision);
    }
    PrintWriter out = spec.commandLine().getOut();
    EvaluationView view = new EvaluationView(report);
    if (json) {
      out.println(view.json());
    } else {
      out.println(
          bundle.file() + " on " + data + ", " + Units.count(report.examples()) + " images");
      out.print(view.text());
    }
    return 0;
  }
}
