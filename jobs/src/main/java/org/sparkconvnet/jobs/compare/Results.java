package org.sparkconvnet.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What a variant's runs came to.
 *
 * @param finished a run for each seed that finished
 * @param failures why others did not, in the words of {@code train}
 * @param missing how many have not been run
 */
public record Results(Variant variant, List<Outcome> finished, List<String> failures, int missing) {
  public Results {
    finished = List.copyOf(finished);
    failures = List.copyOf(failures);
  }

  /** True where nothing is known of the variant yet. */
  public boolean none() {
    return finished.isEmpty() && failures.isEmpty();
  }

  Spread spread(ToDoubleFunction<Outcome> of) {
    return Spread.of(finished.stream().mapToDouble(of).toArray());
  }

  /** NaN where no run finished. */
  double greatest(ToDoubleFunction<Outcome> of) {
    return finished.stream().mapToDouble(of).max().orElse(Double.NaN);
  }

  /** Mean and deviation of the test accuracy after each epoch. */
  List<Spread> curve() {
    return Spread.along(finished.stream().map(Outcome::epochAccuracy).toList());
  }

  /** Mean steps to the target; none unless every finished run reached it. */
  OptionalDouble stepsToTarget() {
    List<Long> steps = new ArrayList<>();
    finished.forEach(outcome -> outcome.stepsToTarget().ifPresent(steps::add));
    return steps.isEmpty() || steps.size() < finished.size()
        ? OptionalDouble.empty()
        : steps.stream().mapToLong(Long::longValue).average();
  }
}
