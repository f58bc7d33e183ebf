package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which minibatch, how many workers and local steps reach a given loss soonest. With B examples in
 * all workers' minibatches of a step, the steps that a loss takes grow as 1 + noiseScale / B
 * (McCandlish et al., 2018, equation 2.11); a step takes what one worker computes and, a tau-th of
 * the time, what a round costs beside.
 *
 * @param choices every size that fits into memory, best first
 */
record NoiseAdvice(List<Choice> choices) {
  /** What of a round may go into communication before local steps are worth their noise. */
  static final double COMMUNICATION_SHARE = 0.1;

  private static final int[] LOCAL_STEPS = {1, 2, 5, 10, 20};

  NoiseAdvice {
    choices = List.copyOf(choices);
  }

  /**
   * A size that was measured.
   *
   * @param batch examples in one worker's minibatch
   * @param computeMillis one worker's step
   * @param memoryBytes of all workers' plans on one machine
   */
  record Size(int batch, double computeMillis, long memoryBytes) {}

  /**
   * A way to train.
   *
   * @param stepMillis of a local step, its share of the communication included
   * @param relativeSteps the steps to a given loss, as a multiple of what endless minibatches take
   * @param relativeTime the time to a given loss, as a multiple of the best choice's
   */
  record Choice(
      int batch,
      int workers,
      int localSteps,
      double stepMillis,
      double relativeSteps,
      double relativeTime) {}

  /**
   * Weighs the sizes.
   *
   * @param communicationMillis what a round costs beside computing
   * @param memoryBytes that plans may take
   */
  static NoiseAdvice of(
      List<Size> sizes,
      int workers,
      double noiseScale,
      double communicationMillis,
      long memoryBytes) {
    List<Choice> choices = new ArrayList<>();
    for (Size size : sizes) {
      if (size.memoryBytes() <= memoryBytes) {
        int localSteps = localSteps(size.computeMillis(), communicationMillis);
        double step = size.computeMillis() + communicationMillis / localSteps;
        double steps = 1 + noiseScale / ((double) workers * size.batch());
        choices.add(new Choice(size.batch(), workers, localSteps, step, steps, step * steps));
      }
    }
    choices.sort(Comparator.comparingDouble(Choice::relativeTime));
    double best = choices.isEmpty() ? 1 : choices.get(0).relativeTime();
    return new NoiseAdvice(
        choices.stream()
            .map(
                choice ->
                    new Choice(
                        choice.batch(),
                        choice.workers(),
                        choice.localSteps(),
                        choice.stepMillis(),
                        choice.relativeSteps(),
                        choice.relativeTime() / best))
            .toList());
  }

  /** The fewest that keep communication to a tenth of the computing, or as many as there are. */
  private static int localSteps(double computeMillis, double communicationMillis) {
    for (int steps : LOCAL_STEPS) {
      if (communicationMillis / steps <= COMMUNICATION_SHARE * computeMillis) {
        return steps;
      }
    }
    return LOCAL_STEPS[LOCAL_STEPS.length - 1];
  }
}
