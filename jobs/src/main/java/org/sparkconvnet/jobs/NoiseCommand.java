package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.driver.DataSample;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.noise.GradientSampler;
import org.sparkconvnet.noise.NoiseEstimator;
import org.sparkconvnet.noise.PowerLaw;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noise}: how big the minibatch should be. */
@Command(
    name = "noise",
    description = {
      "Measure how noisy the gradient is: its standard error against minibatch size, the gradient",
      "noise scale, and which minibatch, workers and local steps that recommends on this machine."
    },
    abbreviateSynopsis = true,
    sortOptions = false)
final class NoiseCommand implements Callable<Integer> {
  private static final double OF_MEMORY = 0.8;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      order = 1,
      description =
          "A name that 'networks' lists, or a network.json (default: "
              + NetworkChoice.DEFAULT
              + ").")
  private String network;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      order = 2,
      description = "Folder of a run, whose network and weights are taken (default: new weights).")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "URI",
      order = 3,
      defaultValue = RunInputs.DEFAULT_DATA,
      description = "Training images (default: ${DEFAULT-VALUE}).")
  private String data;

  @Option(
      names = "--augment",
      paramLabel = "TEXT",
      order = 4,
      description = "As train takes it (default: the network's recipe).")
  private String augment;

  @Option(
      names = "--sizes",
      paramLabel = "N,N,...",
      split = ",",
      order = 5,
      defaultValue = "8,16,32,64,128,256",
      description = "Minibatches to measure (default: ${DEFAULT-VALUE}).")
  private int[] sizes;

  @Option(
      names = "--examples",
      paramLabel = "N",
      order = 6,
      defaultValue = "4096",
      description = "Images for each size (default: ${DEFAULT-VALUE}).")
  private int examples;

  @Option(
      names = "--workers",
      paramLabel = "N",
      order = 7,
      description = "Workers to recommend for (default: one per core of the cluster).")
  private Integer workers;

  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn",
      order = 8,
      defaultValue = "auto",
      description = "What computes (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(
      names = "--precision",
      paramLabel = "fp32|tf32|bf16|fp16",
      order = 9,
      defaultValue = "fp32",
      converter = PrecisionConverter.class,
      description = "Number format of activations (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--seed",
      paramLabel = "N",
      order = 10,
      defaultValue = "1",
      description = "Decides every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--compute-only",
      order = 11,
      description = "Without Spark: no communication is measured, nor counted.")
  private boolean computeOnly;

  @Option(names = "--json", order = 12, description = "Print one JSON object.")
  private boolean json;

  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    check();
    SparkConf conf = SparkStart.configuration("spark-convnet noise", master.url());
    Configuration hadoop = SparkStart.hadoop(conf);
    Dataset training = Datasets.openTraining(data, hadoop);
    NoiseSubject subject = NoiseSubject.of(model, network, seed, training, hadoop);
    training.requireFor(subject.network());
    Augmentation augmentation = augmentation(subject.network(), subject.recipe(), training);
    DataSample sample = DataSample.draw(training, examples, seed, hadoop);
    Normalization normalization =
        subject.normalization() != null ? subject.normalization() : sample.normalization();
    ExampleWriter writer = new ExampleWriter(training.shape(), normalization, augmentation);
    GradientSampler sampler = new GradientSampler(sample.images(), writer, seed);
    List<GradientSampler.Measured> measured = measure(subject, sampler, augmentation);
    NoiseOnSpark onSpark =
        computeOnly ? NoiseOnSpark.NOT_MEASURED : onSpark(conf, subject, augmentation, training);
    String images =
        Units.count(sample.images().size())
            + " images of "
            + data
            + ", augmentation "
            + augmentation;
    NoiseReport report = report(subject, augmentation, images, measured, onSpark);
    spec.commandLine().getOut().println(json ? report.json() : report.text().stripTrailing());
    return 0;
  }

  private void check() {
    if (model != null && network != null) {
      throw new UsageException("--model and --network exclude each other; give one of them");
    }
    Checks.atLeast("--examples", examples, 2 * NoiseEstimator.GROUPS);
    if (workers != null) {
      Checks.atLeast("--workers", workers, 1);
    }
    for (int i = 0; i < sizes.length; i++) {
      Checks.atLeast("--sizes", sizes[i], 1);
      if (i > 0 && sizes[i] <= sizes[i - 1]) {
        throw new UsageException(
            "--sizes must ascend, got " + sizes[i - 1] + " before " + sizes[i]);
      }
    }
    if (sizes.length < 2) {
      throw new UsageException("--sizes needs at least two sizes, to see how the noise falls");
    }
  }

  private Augmentation augmentation(Network network, Recipe recipe, Dataset training) {
    try {
      Augmentation chosen = augment != null ? Augmentation.parse(augment) : recipe.augmentation();
      AugmentationFit.require(chosen, training.shape());
      AugmentationFit.requireMixable(chosen, network.criterion(), sizes[0]);
      return chosen;
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--augment: " + wrong.getMessage(), wrong);
    }
  }

  private List<GradientSampler.Measured> measure(
      NoiseSubject subject, GradientSampler sampler, Augmentation augmentation) {
    List<GradientSampler.Measured> measured = new ArrayList<>();
    try (Backend opened = BackendChoice.open(backend)) {
      opened.report().require(precision);
      for (int size : sizes) {
        int minibatches = sampler.minibatches(size, examples);
        if (minibatches < 2 * NoiseEstimator.GROUPS) {
          throw new UsageException(
              "--sizes: minibatches of %d need at least %s images, there are %s; give more --examples or smaller sizes"
                  .formatted(
                      size,
                      Units.count(2L * NoiseEstimator.GROUPS * size),
                      Units.count(sampler.size(examples))));
        }
        Plan plan =
            Planner.plan(
                subject.network(),
                size,
                Plan.Mode.TRAINING,
                opened.fusions(precision),
                Mixer.labelling(augmentation));
        try (Executable executable = opened.compile(plan, precision, Tuning.none(opened.name()))) {
          executable.writeParameters(subject.parameters());
          executable.writeState(subject.state());
          measured.add(sampler.measure(executable, minibatches));
        }
      }
    }
    return measured;
  }

  private NoiseOnSpark onSpark(
      SparkConf conf, NoiseSubject subject, Augmentation augmentation, Dataset training) {
    TrainingSettings.Builder settings =
        TrainingSettings.builder(subject.network(), subject.recipe())
            .backend(BackendChoice.name(backend))
            .precision(precision)
            .augmentation(augmentation);
    return NoiseOnSpark.measure(conf, settings, workers, training);
  }

  private NoiseReport report(
      NoiseSubject subject,
      Augmentation augmentation,
      String images,
      List<GradientSampler.Measured> measured,
      NoiseOnSpark onSpark) {
    int count =
        onSpark.workers() > 0
            ? onSpark.workers()
            : workers != null ? workers : Runtime.getRuntime().availableProcessors();
    double tuning = onSpark.tuning(subject.recipe().batch(), measured);
    double communication = computeOnly ? 0 : onSpark.communicationMillis();
    List<NoiseAdvice.Size> candidates =
        measured.stream()
            .map(
                size ->
                    new NoiseAdvice.Size(
                        size.estimate().batch(),
                        NoiseReport.millis(size, tuning),
                        count
                            * MemoryNeed.of(
                                    subject.network(),
                                    size.estimate().batch(),
                                    precision,
                                    augmentation)
                                .total()))
            .collect(Collectors.toList());
    long memory = (long) (OF_MEMORY * Machine.here().availableMemory());
    boolean told = measured.get(0).estimate().hasNoiseScale();
    return new NoiseReport(
        subject.words(),
        images,
        measured,
        PowerLaw.fit(measured.stream().map(GradientSampler.Measured::estimate).toList()),
        count,
        onSpark.communicationMillis(),
        tuning,
        told
            ? NoiseAdvice.of(
                candidates,
                count,
                measured.get(0).estimate().noiseScale(),
                communication,
                memory > 0 ? memory : Long.MAX_VALUE)
            : null);
  }
}
