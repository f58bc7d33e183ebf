package org.sparkconvnet.jobs;

import java.util.List;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.Gathering;
import org.sparkconvnet.driver.TrainingSettings;

/** How rounds are gathered, in words; nothing where all weights are collected in float32. */
final class GatheringDescription {
  private GatheringDescription() {}

  /** A line for each thing that is not as usual. */
  static List<String> lines(TrainingSettings settings) {
    Gathering gathering = settings.gathering();
    if (gathering.mayLeaveOut()) {
      return List.of(
          "wait %s s for all workers, then for %s of them; such a run cannot be repeated bit for bit"
              .formatted(
                  RunDescription.number(gathering.timeoutSeconds()),
                  Units.percent(gathering.quorum())));
    }
    return gathering.average() == Averaging.COLLECT
        ? List.of()
        : List.of("averaged by " + gathering.average().text());
  }
}
