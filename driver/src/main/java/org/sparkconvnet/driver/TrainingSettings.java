package org.sparkconvnet.driver;

import java.io.Serializable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.UpdateSettings;
import org.sparkconvnet.train.Validation;

/**
 * What decides the bits of a run, given its data. A run is resumed only with equal settings.
 *
 * @param network what is trained
 * @param backend name of the backend that computes gradients
 * @param precision of activations and gradients
 * @param workers logical workers, whatever the number of cores
 * @param batch most examples in a worker's minibatch
 * @param microBatch most examples computed at once, whose gradients are summed; 0 for all
 * @param localSteps tau, steps of a worker between two averagings
 * @param epochs passes over the training set
 * @param learningRate peak rate of the local steps
 * @param schedule its course over the run
 * @param momentum mu in v = mu v + delta
 * @param nesterov whether the weights move by mu v + delta instead of v
 * @param outerRate factor of what the weights move by, 1 for plain averaging
 * @param weightDecay L2 factor on weights
 * @param update how workers move their weights within a round
 * @param validation what is held out of the training images, and what follows from it
 * @param augmentation of training images
 * @param seed of initial weights, shards, shuffles, augmentation and dropout
 * @param divergence what is done with a round that diverged
 * @param shuffle whether workers meet their examples in a new order each epoch; without it, which
 *     is for demonstrations, in the order they are stored in
 * @param gathering how rounds' results are gathered
 */
public record TrainingSettings(
    Network network,
    String backend,
    Precision precision,
    int workers,
    int batch,
    int microBatch,
    int localSteps,
    int epochs,
    double learningRate,
    Schedule schedule,
    double momentum,
    boolean nesterov,
    double outerRate,
    double weightDecay,
    UpdateSettings update,
    Validation validation,
    Augmentation augmentation,
    long seed,
    Divergence divergence,
    boolean shuffle,
    Gathering gathering)
    implements Serializable {
  public TrainingSettings {
    require(workers >= 1, "workers must be at least 1, got " + workers);
    require(localSteps >= 1, "local steps must be at least 1, got " + localSteps);
    require(epochs >= 1, "epochs must be at least 1, got " + epochs);
    require(batch >= 1, "batch must be at least 1, got " + batch);
    require(microBatch >= 0, "a micro-batch must have at least 1 example, got " + microBatch);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "the learning rate must be positive, got " + learningRate);
    require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1), got " + momentum);
    require(
        outerRate > 0 && Double.isFinite(outerRate),
        "the outer rate must be positive, got " + outerRate);
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight decay must not be negative, got " + weightDecay);
    AugmentationFit.requireMixable(augmentation, network.criterion(), batch);
    update.requireSense(localSteps);
    validation.requireFor(schedule);
    update.regularization().requireNames(ParameterLayout.of(network));
  }

  /** One worker, fp32 and one local step a round, the rest as the recipe has it. */
  public static Builder builder(Network network, Recipe recipe) {
    return new Builder(network, recipe);
  }

  /** The same with another micro-batch; 0 for whole minibatches. */
  public TrainingSettings withMicroBatch(int most) {
    return toBuilder().microBatch(most).build();
  }

  /** The same, gathered otherwise. */
  public TrainingSettings withGathering(Gathering other) {
    return toBuilder().gathering(other).build();
  }

  private Builder toBuilder() {
    return new Builder(network)
        .backend(backend)
        .precision(precision)
        .workers(workers)
        .batch(batch)
        .microBatch(microBatch)
        .localSteps(localSteps)
        .epochs(epochs)
        .learningRate(learningRate)
        .schedule(schedule)
        .momentum(momentum)
        .nesterov(nesterov)
        .outerRate(outerRate)
        .weightDecay(weightDecay)
        .update(update)
        .validation(validation)
        .augmentation(augmentation)
        .seed(seed)
        .divergence(divergence)
        .shuffle(shuffle)
        .gathering(gathering);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Collects settings; every method returns this. */
  public static final class Builder {
    private final Network network;
    private String backend = "onednn";
    private Precision precision = Precision.FP32;
    private int workers = 1;
    private int batch;
    private int microBatch;
    private int localSteps = 1;
    private int epochs;
    private double learningRate;
    private Schedule schedule;
    private double momentum;
    private boolean nesterov;
    private double outerRate = 1;
    private double weightDecay;
    private UpdateSettings update = UpdateSettings.PLAIN;
    private Validation validation = Validation.NONE;
    private Augmentation augmentation;
    private long seed = 1;
    private Divergence divergence = Divergence.STOP;
    private boolean shuffle = true;
    private Gathering gathering = Gathering.DEFAULT;

    private Builder(Network network) {
      this.network = network;
    }

    private Builder(Network network, Recipe recipe) {
      this(network);
      this.batch = recipe.batch();
      this.epochs = recipe.epochs();
      this.learningRate = recipe.learningRate();
      this.schedule = recipe.schedule();
      this.momentum = recipe.momentum();
      this.nesterov = recipe.nesterov();
      this.weightDecay = recipe.weightDecay();
      this.augmentation = recipe.augmentation();
    }

    public Builder backend(String backend) {
      this.backend = backend;
      return this;
    }

    public Builder precision(Precision precision) {
      this.precision = precision;
      return this;
    }

    public Builder workers(int workers) {
      this.workers = workers;
      return this;
    }

    public Builder batch(int batch) {
      this.batch = batch;
      return this;
    }

    public Builder microBatch(int microBatch) {
      this.microBatch = microBatch;
      return this;
    }

    public Builder localSteps(int localSteps) {
      this.localSteps = localSteps;
      return this;
    }

    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return this;
    }

    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    public Builder schedule(Schedule schedule) {
      this.schedule = schedule;
      return this;
    }

    public Builder momentum(double momentum) {
      this.momentum = momentum;
      return this;
    }

    public Builder nesterov(boolean nesterov) {
      this.nesterov = nesterov;
      return this;
    }

    public Builder outerRate(double outerRate) {
      this.outerRate = outerRate;
      return this;
    }

    public Builder weightDecay(double weightDecay) {
      this.weightDecay = weightDecay;
      return this;
    }

    /** How workers move their weights, as set so far. */
    public UpdateSettings update() {
      return update;
    }

    public Builder update(UpdateSettings update) {
      this.update = update;
      return this;
    }

    /** What is held out, as set so far. */
    public Validation validation() {
      return validation;
    }

    public Builder validation(Validation validation) {
      this.validation = validation;
      return this;
    }

    public Builder augmentation(Augmentation augmentation) {
      this.augmentation = augmentation;
      return this;
    }

    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    public Builder divergence(Divergence divergence) {
      this.divergence = divergence;
      return this;
    }

    public Builder shuffle(boolean shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /** How results are gathered, as set so far. */
    public Gathering gathering() {
      return gathering;
    }

    public Builder gathering(Gathering gathering) {
      this.gathering = gathering;
      return this;
    }

    /** The settings; throws where one is out of range. */
    public TrainingSettings build() {
      return new TrainingSettings(
          network,
          backend,
          precision,
          workers,
          batch,
          microBatch,
          localSteps,
          epochs,
          learningRate,
          schedule,
          momentum,
          nesterov,
          outerRate,
          weightDecay,
          update,
          validation,
          augmentation,
          seed,
          divergence,
          shuffle,
          gathering);
    }
  }
}
