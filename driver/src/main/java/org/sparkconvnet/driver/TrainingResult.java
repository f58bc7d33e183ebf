package org.sparkconvnet.driver;

import java.util.Optional;

/**
 * How a run ended.
 *
 * @param rounds done over the whole run
 * @param complete false where it was told to stop earlier
 * @param loss mean over the last epoch's examples so far
 * @param accuracy likewise
 * @param imagesPerSecond end to end: images trained on in this process over its time from the first
 *     round to the last, without evaluations and checkpoints
 * @param seconds that time
 * @param test the model's weights on the test set, where there is one and the run is complete
 * @param bestEpoch the epoch, from 1, whose weights the model has, 0 where it has the last
 * @param stoppedEpoch the epoch, from 1, after which validation ended the run, 0 where nothing did
 */
public record TrainingResult(
    long rounds,
    boolean complete,
    double loss,
    double accuracy,
    double imagesPerSecond,
    double seconds,
    Optional<EvaluationReport> test,
    int bestEpoch,
    int stoppedEpoch) {
  /** Without early stopping. */
  public TrainingResult(
      long rounds,
      boolean complete,
      double loss,
      double accuracy,
      double imagesPerSecond,
      double seconds,
      Optional<EvaluationReport> test) {
    this(rounds, complete, loss, accuracy, imagesPerSecond, seconds, test, 0, 0);
  }
}
