package org.sparkconvnet.driver;

import java.util.function.Consumer;
import org.sparkconvnet.backend.BackendOptions;

/**
 * What a run does besides training; none of it changes the weights.
 *
 * @param checkpointRounds a checkpoint every so many rounds, 0 for none by rounds
 * @param checkpointMinutes a checkpoint every so many minutes, 0 for none by time
 * @param evaluateEpochs an evaluation on the test set every so many epochs, 0 for only at the end
 * @param stopAfterRounds stop after so many rounds of this process, as if killed after its last
 *     checkpoint; 0 for never
 * @param resume go on from the newest checkpoint of the run directory
 * @param acceptHardware resume a run on hardware it was not tuned on, tuning again, or train on
 *     executors of several kinds: the bits change
 * @param tuningDirectory where executors keep tunings, a path on their own disks; empty for nowhere
 * @param backend how executors open the backend
 * @param keepCheckpoints how many of the newest checkpoints stay
 */
public record RunOptions(
    int checkpointRounds,
    double checkpointMinutes,
    int evaluateEpochs,
    long stopAfterRounds,
    boolean resume,
    boolean acceptHardware,
    String tuningDirectory,
    BackendOptions backend,
    int keepCheckpoints) {
  /**
   * A checkpoint every 5 minutes, an evaluation after every epoch, tunings not kept, two
   * checkpoints.
   */
  public static final RunOptions DEFAULT =
      new RunOptions(0, 5, 1, 0, false, false, "", BackendOptions.DEFAULT, 2);

  public RunOptions {
    if (checkpointRounds < 0
        || !(checkpointMinutes >= 0)
        || evaluateEpochs < 0
        || stopAfterRounds < 0) {
      throw new IllegalArgumentException(
          "checkpoint rounds and minutes, evaluation epochs and rounds to stop after must not be"
              + " negative, got %d, %s, %d, %d"
                  .formatted(checkpointRounds, checkpointMinutes, evaluateEpochs, stopAfterRounds));
    }
    if (keepCheckpoints < 1) {
      throw new IllegalArgumentException(
          "at least 1 checkpoint must be kept, got " + keepCheckpoints);
    }
  }

  public RunOptions withCheckpointRounds(int rounds) {
    return with(changed -> changed.checkpointRounds = rounds);
  }

  public RunOptions withCheckpointMinutes(double minutes) {
    return with(changed -> changed.checkpointMinutes = minutes);
  }

  public RunOptions withEvaluateEpochs(int epochs) {
    return with(changed -> changed.evaluateEpochs = epochs);
  }

  public RunOptions withStopAfterRounds(long rounds) {
    return with(changed -> changed.stopAfterRounds = rounds);
  }

  public RunOptions withResume(boolean resume) {
    return with(changed -> changed.resume = resume);
  }

  public RunOptions withAcceptHardware(boolean accept) {
    return with(changed -> changed.acceptHardware = accept);
  }

  public RunOptions withTuningDirectory(String directory) {
    return with(changed -> changed.tuningDirectory = directory);
  }

  public RunOptions withBackend(BackendOptions backend) {
    return with(changed -> changed.backend = backend);
  }

  public RunOptions withKeepCheckpoints(int count) {
    return with(changed -> changed.keepCheckpoints = count);
  }

  private RunOptions with(Consumer<Fields> change) {
    Fields changed = new Fields(this);
    change.accept(changed);
    return changed.options();
  }

  /** Options that are being changed. */
  private static final class Fields {
    private int checkpointRounds;
    private double checkpointMinutes;
    private int evaluateEpochs;
    private long stopAfterRounds;
    private boolean resume;
    private boolean acceptHardware;
    private String tuningDirectory;
    private BackendOptions backend;
    private int keepCheckpoints;

    Fields(RunOptions options) {
      checkpointRounds = options.checkpointRounds;
      checkpointMinutes = options.checkpointMinutes;
      evaluateEpochs = options.evaluateEpochs;
      stopAfterRounds = options.stopAfterRounds;
      resume = options.resume;
      acceptHardware = options.acceptHardware;
      tuningDirectory = options.tuningDirectory;
      backend = options.backend;
      keepCheckpoints = options.keepCheckpoints;
    }

    RunOptions options() {
      return new RunOptions(
          checkpointRounds,
          checkpointMinutes,
          evaluateEpochs,
          stopAfterRounds,
          resume,
          acceptHardware,
          tuningDirectory,
          backend,
          keepCheckpoints);
    }
  }
}
