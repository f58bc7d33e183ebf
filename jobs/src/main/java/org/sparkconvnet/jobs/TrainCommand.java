package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.data.GeneratedSource;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.driver.MicroBatchChoice;
import org.sparkconvnet.driver.RunOptions;
import org.sparkconvnet.driver.RunSummary;
import org.sparkconvnet.driver.Trainer;
import org.sparkconvnet.driver.TrainingListener;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.train.RateSweep;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.TrainingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: trains a network on Spark. */
@Command(
    name = "train",
    description = "Train a network on Spark.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Data: generated:shapes[?train=N&test=N&seed=N]; a folder of CIFAR-10 or CIFAR-100 .bin"
          + " files;",
      "or a folder with a folder of JPEG or PNG images for each class, train/ and test/ above them",
      "or not. Any path or URI that Hadoop reads. Clips: generated:motion[?train=N&test=N&seed=N]",
      "(with &frame=N one frame of each), or a folder of frames in place of each image."
    })
final class TrainCommand implements Callable<Integer> {
  private static final int SWEEP_ROUNDS = 120;
  private static final int EPOCHS_ON_GENERATED_IMAGES = 6;

  private static final double LINE_SECONDS = 10;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      order = 1,
      description = {
        "A name that 'networks' lists, or a network.json",
        "(default: " + NetworkChoice.DEFAULT + ")."
      })
  private String network;

  @Option(
      names = "--data",
      paramLabel = "URI",
      order = 2,
      description = "Training images (default: " + RunInputs.DEFAULT_DATA + ").")
  private String data;

  @Option(
      names = "--test-data",
      paramLabel = "URI",
      order = 3,
      description = "Test images (default: the test part of --data, where it has one).")
  private String testData;

  @Option(
      names = "--find-learning-rate",
      order = 33,
      description = {
        "Train nothing; raise the learning rate from round to round on first weights, suggest one,",
        "and write the losses and a plot to --out."
      })
  private boolean findRate;

  @Mixin private TrainOptions options;
  @Mixin private LossOptions losses;
  @Mixin private RunPlace place;
  @Mixin private CudaOptions cuda;
  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  private volatile boolean started;

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    options.check();
    losses.check();
    place.check();
  }

  @Override
  public Integer call() {
    check();
    if (!place.resumes()) {
      options.checkNew();
      cuda.backendOptions(options.backendName());
    } else if (findRate) {
      throw new UsageException(
          "--find-learning-rate starts from first weights; it does not go with --resume");
    }
    SparkConf conf = SparkStart.configuration("spark-convnet train", master.url());
    options.requireBackendHere(conf.get("spark.master"));
    Configuration hadoop = SparkStart.hadoop(conf);
    RunInputs inputs = inputs(hadoop);
    Dataset training = Datasets.openTraining(inputs.data(), hadoop);
    Dataset test =
        inputs.testData() != null
            ? Datasets.openTest(inputs.testData(), hadoop)
            : Datasets.findTest(inputs.data(), hadoop).orElse(null);
    options.requireAugmentable(training.shape());
    Network fitted =
        losses.applied(
            inputs
                .network()
                .forData(training.shape(), training.classNames().size(), training.uri()));
    checkFor(fitted, inputs);
    OutFolder out =
        place.resumes()
            ? OutFolder.open(place.out(), hadoop)
            : OutFolder.create(
                place.out() != null ? place.out() : newFolder(fitted.name()),
                place.overwrites(),
                hadoop);
    train(conf, inputs, fitted, training, test, out);
    return 0;
  }

  private void checkFor(Network fitted, RunInputs inputs) {
    RecordedSettings recorded = inputs.recorded();
    if (recorded == null) {
      Recipe recipe = recipe(inputs);
      options.checkFor(fitted, recipe.augmentation(), recipe.batch());
    } else {
      options.checkFor(fitted, recorded.augmentation(), recorded.batch());
    }
  }

  private RunInputs inputs(Configuration hadoop) {
    if (!place.resumes()) {
      return RunInputs.of(network, data, testData);
    }
    OutFolder out = OutFolder.open(place.out(), hadoop);
    return RunInputs.resumed(out.files(), network, data, testData);
  }

  @SuppressWarnings("try") // the watch is there to be closed
  private void train(
      SparkConf conf,
      RunInputs inputs,
      Network fitted,
      Dataset training,
      Dataset test,
      OutFolder out) {
    try (Progress progress = progress(spec.commandLine().getOut());
        Interruption.Watch watch = Interruption.watch(() -> farewell(progress, out))) {
      progress.status("starting Spark on " + conf.get("spark.master"));
      try (JavaSparkContext spark = SparkStart.start(conf)) {
        TrainingSettings settings = settings(inputs, fitted, spark);
        if (findRate) {
          findRate(spark, settings, training, out, progress);
          return;
        }
        Configuration hadoop = spark.hadoopConfiguration();
        TrainingView view =
            new TrainingView(progress, inputs, spark.master(), out.name()) {
              @Override
              public void started(RunSummary summary) {
                inputs.keep(out.files(), hadoop);
                started = true;
                super.started(summary);
              }
            };
        RunOptions runOptions =
            place
                .options()
                .withTuningDirectory(CacheDirectory.tunings())
                .withBackend(cuda.backendOptions(settings.backend()));
        progress.status("dealing the images to workers and timing kernels (timed once a machine)");
        Trainer.train(spark, settings, runOptions, training, test, out.directory(), view);
      }
    } catch (TrainingException refused) {
      throw refused.getMessage().contains("not bit for bit")
          ? new TrainingException(
              refused.getMessage() + "; permit that with --accept-hardware", refused)
          : refused;
    } finally {
      out.removeIfUnused();
    }
  }

  private void findRate(
      JavaSparkContext spark,
      TrainingSettings settings,
      Dataset training,
      OutFolder out,
      Progress progress) {
    RunOptions runOptions = place.options().withTuningDirectory(CacheDirectory.tunings());
    progress.status("raising the learning rate over at most " + SWEEP_ROUNDS + " rounds");
    RateSweep sweep =
        Trainer.findRate(
            spark,
            settings,
            runOptions,
            training,
            out.directory(),
            SWEEP_ROUNDS,
            TrainingListener.SILENT);
    progress.close();
    new RateReport(sweep).write(out.files(), out.name()).forEach(progress::line);
  }

  private TrainingSettings settings(RunInputs inputs, Network fitted, JavaSparkContext spark) {
    Recipe recipe = recipe(inputs);
    if (inputs.recorded() != null) {
      return options.settings(inputs.recorded(), fitted, recipe);
    }
    TrainingSettings settings = options.settings(fitted, recipe, () -> ClusterCores.count(spark));
    return options.choosesMicroBatch()
        ? settings.withMicroBatch(
            MicroBatchChoice.of(spark, settings, cuda.backendOptions(settings.backend()))
                .ask(spark))
        : settings;
  }

  /** The generated images are learnt in fewer passes than photographs. */
  private static Recipe recipe(RunInputs inputs) {
    Recipe recipe = inputs.network().recipe();
    return GeneratedSource.isGenerated(inputs.data())
            && !GeneratedSource.parse(inputs.data()).isMotion()
        ? recipe.withEpochs(Math.min(recipe.epochs(), EPOCHS_ON_GENERATED_IMAGES))
        : recipe;
  }

  private static Progress progress(PrintWriter out) {
    return Terminal.onStandardOutput()
        ? new BarProgress(out, Terminal.columns())
        : new PlainProgress(out, LINE_SECONDS, System::nanoTime);
  }

  private void farewell(Progress progress, OutFolder out) {
    progress.close();
    if (started) {
      progress.line(
          "stopped; go on from its last checkpoint with: spark-convnet train --resume --out "
              + out.name());
    } else {
      progress.line("stopped before the first round");
      out.removeIfUnused();
    }
  }

  private static String newFolder(String networkName) {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    return "runs/" + networkName + "-" + time;
  }
}
