package org.sparkconvnet.driver;

import java.util.List;
import java.util.Map;

/**
 * What is about to be trained.
 *
 * @param parameters number of them
 * @param examples that are trained on
 * @param validationExamples held out of the training set, 0 for none
 * @param testExamples in the test set, 0 without one
 * @param classNames by label
 * @param minibatchSizes the one or two that workers compute
 * @param roundsPerEpoch averagings in an epoch
 * @param rounds averagings in the whole run
 * @param firstRound rounds already done, where a run is resumed
 * @param backend what computes, as in {@code oneDNN 3.11.0 on AMD EPYC, avx512}
 * @param deviceMemory bytes that a worker holds of a device's memory, by what for; empty where it
 *     is the machine's own
 * @param directory where the run is written
 */
public record RunSummary(
    TrainingSettings settings,
    long parameters,
    int examples,
    int validationExamples,
    int testExamples,
    List<String> classNames,
    List<Integer> minibatchSizes,
    int roundsPerEpoch,
    long rounds,
    long firstRound,
    String backend,
    Map<String, Long> deviceMemory,
    String directory) {
  public RunSummary {
    classNames = List.copyOf(classNames);
    minibatchSizes = List.copyOf(minibatchSizes);
  }
}
