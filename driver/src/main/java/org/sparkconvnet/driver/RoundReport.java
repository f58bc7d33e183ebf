package org.sparkconvnet.driver;

/**
 * One finished round.
 *
 * @param round number from 1 over the whole run
 * @param epoch number from 1
 * @param fraction of the run that is done, in (0, 1]
 * @param loss mean over the round's examples, before their steps
 * @param accuracy of the round's examples, before their steps
 * @param learningRate of the round's last local step
 * @param images trained on in the round
 * @param imagesPerSecond over the whole round
 * @param times where the time went
 * @param secondsLeft estimate for the rest of the run, without evaluations
 */
public record RoundReport(
    long round,
    int epoch,
    double fraction,
    double loss,
    double accuracy,
    double learningRate,
    long images,
    double imagesPerSecond,
    RoundTimes times,
    double secondsLeft) {}
