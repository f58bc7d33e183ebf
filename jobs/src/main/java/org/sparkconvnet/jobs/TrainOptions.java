package org.sparkconvnet.jobs;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.driver.Divergence;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Recipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code train} that decide what is computed; what is left out is the recipe's. */
final class TrainOptions {
  private static final String AUTO = "auto";

  @Mixin private OptimizerOptions optimizer;
  @Mixin private ValidationOptions validation;
  @Mixin private GatheringOptions gathering;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      order = 20,
      description = "Passes over the training images (default: the network's recipe).")
  private Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      order = 21,
      description = "Images of one worker's minibatch (default: the recipe's).")
  private Integer batch;

  @Option(
      names = "--micro-batch",
      paramLabel = "N|auto",
      order = 21,
      description = {
        "Most images computed at once; a larger minibatch is computed in parts whose gradients are",
        "summed, with batch normalisation's statistics from each part alone. auto: as many as fit",
        "the GPU's memory (default: whole minibatches)."
      })
  private String microBatch;

  @Option(
      names = "--workers",
      paramLabel = "N",
      order = 22,
      description = "Shards that are trained side by side (default: one per core of the cluster).")
  private Integer workers;

  @Option(
      names = "--local-steps",
      paramLabel = "N",
      order = 23,
      description = "Minibatches between two averagings (default: 1).")
  private Integer localSteps;

  @Option(
      names = "--augment",
      paramLabel = "TEXT",
      order = 29,
      description = {
        "none, or some of " + Augmentation.GEOMETRY_FORM + ",",
        Augmentation.COLOUR_FORM + ",",
        Augmentation.DAMAGE_FORM + ",",
        Augmentation.MIXING_FORM + ",",
        "joined by commas (default: the recipe's). With mixup or cutmix, training accuracy counts"
            + " the label",
        "that has most of an image."
      })
  private String augment;

  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn",
      order = 30,
      description = "What computes (default: auto).")
  private String backend;

  @Option(
      names = "--precision",
      paramLabel = "fp32|tf32|bf16|fp16",
      order = 31,
      converter = PrecisionConverter.class,
      description = "Number format of activations (default: fp32).")
  private Precision precision;

  @Option(
      names = "--seed",
      paramLabel = "N",
      order = 32,
      description = "Decides every random choice (default: 1).")
  private Long seed;

  @Option(
      names = "--on-divergence",
      paramLabel = "stop|rollback[:FACTOR[,TIMES]]",
      order = 33,
      description = {
        "After a loss that is no number or far above its running band: stop with a report, or go",
        "back to the last checkpoint with learning rates times FACTOR (0.5), at most TIMES (3)"
            + " times",
        "(default: stop)."
      })
  private String onDivergence;

  @Option(
      names = "--shuffle",
      paramLabel = "epoch|none",
      order = 34,
      description = {
        "New order of a worker's images each epoch, or, to demonstrate what becomes of training",
        "then, always the order they are stored in (default: epoch)."
      })
  private String shuffle;

  /** The backend of a new run. */
  String backendName() {
    return BackendChoice.name(backend == null ? "auto" : backend);
  }

  /** Throws where a backend or a precision that was named cannot run on this machine alone. */
  void requireBackendHere(String sparkMaster) {
    if (backend != null || precision != null) {
      BackendChoice.requireHere(
          backend == null ? "auto" : backend,
          precision == null ? Precision.FP32 : precision,
          sparkMaster);
    }
  }

  /** Throws {@link UsageException} for what is wrong whatever the data are. */
  void check() {
    if (onDivergence != null) {
      divergence();
    }
    atLeastOne("--epochs", epochs);
    atLeastOne("--batch", batch);
    if (microBatch != null && !microBatch.equals(AUTO)) {
      Checks.atLeast("--micro-batch", microBatchNumber(), 1);
    }
    atLeastOne("--workers", workers);
    atLeastOne("--local-steps", localSteps);
    optimizer.check();
    validation.check();
    gathering.check();
    if (augment != null) {
      augmentation();
    }
    if (backend != null) {
      BackendChoice.name(backend);
    }
    if (shuffle != null && !List.of("epoch", "none").contains(shuffle)) {
      throw new UsageException("--shuffle must be epoch or none, got " + shuffle);
    }
  }

  /** Throws {@link UsageException} where images of {@code shape} cannot be augmented so. */
  void requireAugmentable(Shape shape) {
    if (augment != null) {
      try {
        AugmentationFit.require(augmentation(), shape);
      } catch (IllegalArgumentException misfit) {
        throw new UsageException("--augment: " + misfit.getMessage(), misfit);
      }
    }
  }

  /** Throws {@link UsageException} for what is wrong in a run that does not go on from another. */
  void checkNew() {
    optimizer.checkNew(localSteps == null ? 1 : localSteps, validation.isOn());
    validation.checkNew();
  }

  /**
   * Throws {@link UsageException} for what does not go with a network.
   *
   * @param otherwise the augmentation where none was given
   * @param batchOtherwise the minibatch where none was given
   */
  void checkFor(Network network, Augmentation otherwise, int batchOtherwise) {
    optimizer.checkFor(ParameterLayout.of(network));
    requireMixable(
        augment == null ? otherwise : augmentation(),
        network,
        batch == null ? batchOtherwise : batch);
  }

  private static void requireMixable(Augmentation augmentation, Network network, int batch) {
    try {
      AugmentationFit.requireMixable(augmentation, network.criterion(), batch);
    } catch (IllegalArgumentException misfit) {
      throw new UsageException("--augment: " + misfit.getMessage(), misfit);
    }
  }

  /**
   * The settings of a new run.
   *
   * @param cores asked for the cluster's cores where no number of workers was given
   */
  TrainingSettings settings(Network network, Recipe recipe, IntSupplier cores) {
    int steps = localSteps != null ? localSteps : 1;
    TrainingSettings.Builder builder =
        TrainingSettings.builder(network, recipe)
            .backend(BackendChoice.name("auto"))
            .workers(workers != null ? workers : cores.getAsInt());
    optimizer.follow(recipe, steps, builder);
    return override(builder);
  }

  /** The settings of a run that goes on: as recorded, but for what was given. */
  TrainingSettings settings(RecordedSettings recorded, Network network, Recipe recipe) {
    return override(recorded.builder(network, recipe));
  }

  private TrainingSettings override(TrainingSettings.Builder builder) {
    given(epochs, builder::epochs);
    given(batch, builder::batch);
    given(
        microBatch == null || choosesMicroBatch() ? null : microBatchNumber(), builder::microBatch);
    given(workers, builder::workers);
    given(localSteps, builder::localSteps);
    optimizer.override(builder);
    validation.override(builder);
    gathering.override(builder);
    given(augment == null ? null : augmentation(), builder::augmentation);
    given(backend == null ? null : BackendChoice.name(backend), builder::backend);
    given(precision, builder::precision);
    given(seed, builder::seed);
    given(onDivergence == null ? null : divergence(), builder::divergence);
    given(shuffle == null ? null : shuffle.equals("epoch"), builder::shuffle);
    return builder.build();
  }

  /** Whether the micro-batch is to be what fits the device's memory. */
  boolean choosesMicroBatch() {
    return AUTO.equals(microBatch);
  }

  private int microBatchNumber() {
    try {
      return Integer.parseInt(microBatch);
    } catch (NumberFormatException wrong) {
      throw new UsageException(
          "--micro-batch is a number of images or auto, not '" + microBatch + "'", wrong);
    }
  }

  private static <T> void given(T value, Consumer<T> setting) {
    if (value != null) {
      setting.accept(value);
    }
  }

  private static void atLeastOne(String option, Integer value) {
    if (value != null) {
      Checks.atLeast(option, value, 1);
    }
  }

  private Augmentation augmentation() {
    try {
      return Augmentation.parse(augment);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--augment: " + wrong.getMessage(), wrong);
    }
  }

  private Divergence divergence() {
    try {
      return Divergence.parse(onDivergence);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--on-divergence: " + wrong.getMessage(), wrong);
    }
  }
}
