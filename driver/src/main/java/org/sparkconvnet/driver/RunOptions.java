package org.sparkconvnet.driver;

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
    return new RunOptions(
        rounds,
        checkpointMinutes,
        evaluateEpochs,
        stopAfterRounds,
        resume,
        acceptHardware,
        tuningDirectory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withCheckpointMinutes(double minutes) {
    return new RunOptions(
        checkpointRounds,
        minutes,
        evaluateEpochs,
        stopAfterRounds,
        resume,
        acceptHardware,
        tuningDirectory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withEvaluateEpochs(int epochs) {
    return new RunOptions(
        checkpointRounds,
        checkpointMinutes,
        epochs,
        stopAfterRounds,
        resume,
        acceptHardware,
        tuningDirectory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withStopAfterRounds(long rounds) {
    return new RunOptions(
        checkpointRounds,
        checkpointMinutes,
        evaluateEpochs,
        rounds,
        resume,
        acceptHardware,
        tuningDirectory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withResume(boolean resume) {
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

  public RunOptions withAcceptHardware(boolean accept) {
    return new RunOptions(
        checkpointRounds,
        checkpointMinutes,
        evaluateEpochs,
        stopAfterRounds,
        resume,
        accept,
        tuningDirectory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withTuningDirectory(String directory) {
    return new RunOptions(
        checkpointRounds,
        checkpointMinutes,
        evaluateEpochs,
        stopAfterRounds,
        resume,
        acceptHardware,
        directory,
        backend,
        keepCheckpoints);
  }

  public RunOptions withBackend(BackendOptions backend) {
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

  public RunOptions withKeepCheckpoints(int count) {
    return new RunOptions(
        checkpointRounds,
        checkpointMinutes,
        evaluateEpochs,
        stopAfterRounds,
        resume,
        acceptHardware,
        tuningDirectory,
        backend,
        count);
  }
}
