package org.sparkconvnet.driver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkconvnet.audit.LabelTests;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.MicroBatches;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.RateSweep;
import org.sparkconvnet.train.TrainingException;

/** Trains a network on Spark: shards, tuning, rounds, checkpoints, evaluations, the model. */
public final class Trainer {
  private final JavaSparkContext spark;
  private final TrainingSettings settings;
  private final RunOptions options;
  private final Dataset training;
  private final Dataset test;
  private final RunDirectory directory;
  private final TrainingListener listener;
  private final ParameterLayout layout;
  private final Holdout holdout;
  private final EpochLayout epochLayout;
  private Map<String, Long> deviceMemory = Map.of();

  private Trainer(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      Dataset training,
      Dataset test,
      RunDirectory directory,
      TrainingListener listener) {
    this.spark = spark;
    this.settings = settings;
    this.options = options;
    this.training = training;
    this.test = test;
    this.directory = directory;
    this.listener = listener;
    this.layout = ParameterLayout.of(settings.network());
    this.holdout = Holdout.of(spark, training, settings);
    this.epochLayout = new EpochLayout(holdout.left(), settings.workers(), settings.batch());
  }

  /**
   * Trains from the start, or from the run directory's newest checkpoint where the options say so.
   * The same data, settings and tuning give the same bits, whatever the cluster.
   *
   * @param test evaluated now and then and at the end; null for none
   * @throws DataException where the data cannot be used
   * @throws TrainingException where training cannot start or go on
   * @throws BackendException where the backend cannot be used
   */
  public static TrainingResult train(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      Dataset training,
      Dataset test,
      RunDirectory directory,
      TrainingListener listener) {
    try {
      training.requireFor(settings.network());
      if (test != null) {
        test.requireFor(settings.network());
        test.requireClasses(training.classNames());
      }
      TrainingSettings settled = AveragingChoice.settle(spark, settings, options, directory);
      return new Trainer(spark, settled, options, training, test, directory, listener).run();
    } catch (Exception failed) { // SparkException is checked, and not declared in Scala
      directory.discardIfUnused();
      throw Failures.unwrap(failed);
    }
  }

  /**
   * Trains some rounds at rising learning rates from the first weights, and leaves nothing behind.
   *
   * @param rounds at most
   * @param listener hears when the first round is next
   */
  public static RateSweep findRate(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      Dataset training,
      RunDirectory directory,
      int rounds,
      TrainingListener listener) {
    try {
      training.requireFor(settings.network());
      TrainingSettings collecting = settings.withGathering(Gathering.DEFAULT);
      return new Trainer(spark, collecting, options, training, null, directory, listener)
          .sweep(rounds);
    } catch (Exception failed) { // SparkException is checked, and not declared in Scala
      throw Failures.unwrap(failed);
    }
  }

  private RateSweep sweep(int most) throws SparkException {
    String run = UUID.randomUUID().toString();
    try (Shards shards =
        Shards.deal(spark, training, holdout, settings.workers(), settings.seed())) {
      Tunings tunings = tunings();
      Broadcast<Boxed<WorkerSetup>> setup =
          spark.broadcast(new Boxed<>(setup(run, Normalization.of(shards.statistics()), tunings)));
      try {
        RunState state = RunState.initial(layout, settings);
        listener.started(summary(state, tunings));
        Rounds rounds = new Rounds(spark, shards.rdd().rdd(), setup, settings);
        return new RateSearch(settings, epochLayout, rounds).run(state, most);
      } finally {
        WorkerProcess.release(run);
        setup.destroy(true);
      }
    }
  }

  private TrainingResult run() throws SparkException {
    Optional<Checkpoint> checkpoint = options.resume() ? resumable() : Optional.empty();
    ExecutorHardware.require(
        spark,
        settings.backend(),
        options.backend(),
        settings.precision(),
        options.acceptHardware());
    String run = UUID.randomUUID().toString();
    try (Shards shards =
        Shards.deal(spark, training, holdout, settings.workers(), settings.seed())) {
      Normalization normalization = Normalization.of(shards.statistics());
      warnOfLabels(shards);
      checkpoint.ifPresent(point -> requireSameData(point, normalization));
      Tunings tunings = tunings();
      Broadcast<Boxed<WorkerSetup>> setup =
          spark.broadcast(new Boxed<>(setup(run, normalization, tunings)));
      try (Evaluator evaluator = test == null ? null : new Evaluator(spark, test, setup);
          Evaluator validator =
              holdout.size() == 0 ? null : Evaluator.ofHoldout(spark, training, holdout, setup)) {
        RunState state =
            checkpoint.map(Checkpoint::state).orElseGet(() -> RunState.initial(layout, settings));
        writeHead(tunings, checkpoint.isPresent());
        listener.started(summary(state, tunings));
        Rounds rounds = new Rounds(spark, shards.rdd().rdd(), setup, settings);
        return new TrainingLoop(
                settings,
                options,
                epochLayout,
                directory,
                listener,
                rounds,
                evaluator,
                validator,
                new Recorder(
                    directory, settings, normalization, training, options.keepCheckpoints()))
            .run(state);
      } finally {
        WorkerProcess.release(run);
        setup.destroy(true);
      }
    }
  }

  private void warnOfLabels(Shards shards) {
    int classes = training.classNames().size();
    LabelTests.warning(shards.labelsAsMet(settings.seed(), settings.shuffle()), classes)
        .ifPresent(listener::warned);
  }

  private WorkerSetup setup(String run, Normalization normalization, Tunings tunings) {
    return new WorkerSetup(
        run,
        settings.network(),
        settings.backend(),
        options.backend(),
        settings.precision(),
        epochLayout,
        micro(),
        settings.augmentation(),
        normalization,
        settings.seed(),
        settings.shuffle(),
        tunings,
        settings.update().rule(settings.weightDecay()),
        inferenceBatch(),
        options.acceptHardware());
  }

  private MicroBatches micro() {
    return new MicroBatches(settings.microBatch());
  }

  /** What fits memory in training fits it in evaluation. */
  private int inferenceBatch() {
    return micro().size(settings.batch(), 0);
  }

  private List<Integer> computedSizes() {
    return List.copyOf(micro().sizes(epochLayout.sizes()));
  }

  private Optional<Checkpoint> resumable() {
    String recorded = directory.readText(RunDirectory.SETTINGS);
    List<String> differences =
        SettingsJson.differences(
            settings, Json.parse(recorded, directory.place(RunDirectory.SETTINGS)));
    if (!differences.isEmpty()) {
      throw new TrainingException(
          "%s cannot be resumed with other settings: %s"
              .formatted(directory.place(), String.join("; ", differences)));
    }
    return new Checkpoints(directory, layout, options.keepCheckpoints()).newest(listener::notice);
  }

  private void requireSameData(Checkpoint checkpoint, Normalization normalization) {
    if (checkpoint.examples() != training.size()
        || !checkpoint.classNames().equals(training.classNames())
        || !checkpoint.normalization().equals(normalization)) {
      throw new TrainingException(
          "%s cannot be resumed with other data: %s has %d images, mean %s, and the run had %d, mean %s"
              .formatted(
                  directory.place(),
                  training.uri(),
                  training.size(),
                  normalization.mean(),
                  checkpoint.examples(),
                  checkpoint.normalization().mean()));
    }
  }

  private Tunings noted(Tuner.Found found) {
    deviceMemory = found.deviceMemory();
    return found.tunings();
  }

  private Tunings tunings() {
    Tuner tuner =
        new Tuner(
            settings.network(),
            settings.backend(),
            settings.precision(),
            Mixer.labelling(settings.augmentation()),
            computedSizes(),
            inferenceBatch(),
            options.tuningDirectory(),
            options.backend());
    Optional<String> recorded =
        options.resume() ? directory.findText(RunDirectory.TUNING) : Optional.empty();
    if (recorded.isEmpty()) {
      return noted(tuner.tune(spark));
    }
    Tunings kept = Tunings.fromJson(recorded.get(), directory.place(RunDirectory.TUNING));
    String here = noted(tuner.look(spark)).hardware();
    if (kept.hardware().equals(here)) {
      return kept;
    }
    if (!options.acceptHardware()) {
      throw new TrainingException(
          "%s was tuned for %s, and this is %s: the run could go on, but not bit for bit as it began"
              .formatted(directory.place(), kept.hardware(), here));
    }
    return noted(tuner.tune(spark));
  }

  private void writeHead(Tunings tunings, boolean resumed) {
    if (!options.resume()) {
      directory.begin();
    }
    directory.writeText(RunDirectory.NETWORK, NetworkJson.write(settings.network()));
    directory.writeText(RunDirectory.TUNING, tunings.toJson());
    if (holdout.size() > 0) {
      directory.writeText(RunDirectory.VALIDATION, holdout.toJson(settings));
    }
    directory.writeText(RunDirectory.SETTINGS, Json.text(SettingsJson.of(settings)));
  }

  private RunSummary summary(RunState state, Tunings tunings) {
    int roundsPerEpoch = epochLayout.rounds(settings.localSteps());
    return new RunSummary(
        settings,
        layout.parameterCount(),
        holdout.left(),
        holdout.size(),
        test == null ? 0 : test.size(),
        training.classNames(),
        computedSizes(),
        roundsPerEpoch,
        (long) roundsPerEpoch * settings.epochs(),
        state.round,
        tunings.hardware(),
        deviceMemory,
        directory.place());
  }
}
