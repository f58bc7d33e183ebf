package org.sparkconvnet.driver;

import java.util.Optional;

/**
 * One finished epoch.
 *
 * @param epoch number from 1
 * @param round the last round's number
 * @param loss mean over the epoch's examples, each before its step
 * @param accuracy likewise
 * @param imagesPerSecond over the epoch's rounds, first to last
 * @param test on the test set, where one was due
 * @param validation on what is held out of the training set, where that is something
 */
public record EpochReport(
    int epoch,
    long round,
    double loss,
    double accuracy,
    double imagesPerSecond,
    Optional<EvaluationReport> test,
    Optional<EvaluationReport> validation) {
  /** Without validation. */
  public EpochReport(
      int epoch,
      long round,
      double loss,
      double accuracy,
      double imagesPerSecond,
      Optional<EvaluationReport> test) {
    this(epoch, round, loss, accuracy, imagesPerSecond, test, Optional.empty());
  }
}
