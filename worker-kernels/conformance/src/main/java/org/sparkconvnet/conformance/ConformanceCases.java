package org.sparkconvnet.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The networks every backend is held to. A bug the suite missed joins here as a case. */
public final class ConformanceCases {
  private ConformanceCases() {}

  /**
   * All cases; those whose layers decide (ReLU, max pooling) a second time on dyadic numbers, which
   * make ties, and leave no decision to rounding.
   */
  public static List<ConformanceCase> all() {
    Stream<ConformanceCase> layers =
        Stream.of(
                ConvolutionCases.all(),
                PoolingCases.all(),
                ElementwiseCases.all(),
                ActivationCases.all(),
                UnitCases.all(),
                LossCases.all(),
                NormalizationCases.all(),
                VolumeCases.all(),
                GraphCases.all())
            .flatMap(stream -> stream)
            .flatMap(ConformanceCases::withTwin);
    List<ConformanceCase> cases = Stream.concat(layers, MixedCases.all()).toList();
    requireDistinctNames(cases);
    return cases;
  }

  /** Small whole networks, for what need not be seen on every layer. */
  public static List<ConformanceCase> smallNetworks() {
    return MixedCases.small().toList();
  }

  private static Stream<ConformanceCase> withTwin(ConformanceCase subject) {
    return subject.decides() && subject.keepsNumbersExact()
        ? Stream.of(subject, subject.dyadic())
        : Stream.of(subject);
  }

  private static void requireDistinctNames(List<ConformanceCase> cases) {
    Set<String> names = new HashSet<>();
    for (ConformanceCase each : cases) {
      if (!names.add(each.toString())) {
        throw new IllegalStateException("two cases are named '" + each + "'");
      }
    }
  }
}
