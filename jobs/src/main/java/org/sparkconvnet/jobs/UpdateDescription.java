package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.train.UpdateSettings;

/** How workers move their weights, in words; nothing where that is plain SGD. */
final class UpdateDescription {
  private UpdateDescription() {}

  /** At most one line. */
  static List<String> lines(TrainingSettings settings) {
    UpdateSettings update = settings.update();
    List<String> parts = new ArrayList<>();
    if (!(update.optimizer() instanceof Optimizer.Sgd)) {
      parts.add(update.optimizer().text() + ", between rounds " + update.between().text());
    }
    penalties(parts, update.regularization());
    limits(parts, update.clipping());
    return parts.isEmpty() ? List.of() : List.of(String.join(", ", parts));
  }

  private static void penalties(List<String> parts, Regularization regularization) {
    if (regularization.l1() > 0) {
      parts.add("l1 " + regularization.l1());
    }
    if (regularization.maxNorm() > 0) {
      parts.add("norms at most " + regularization.maxNorm());
    }
    if (!regularization.overrides().isEmpty()) {
      parts.add(
          regularization.overrides().stream()
              .map(Regularization.Override::text)
              .collect(Collectors.joining("; ")));
    }
  }

  private static void limits(List<String> parts, Clipping clipping) {
    if (clipping.value() > 0) {
      parts.add("gradients cut at " + clipping.value());
    }
    if (clipping.norm() > 0) {
      parts.add("gradients' norm at most " + clipping.norm());
    }
  }
}
