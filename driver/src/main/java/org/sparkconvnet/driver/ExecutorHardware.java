package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.train.TrainingException;

/** What a run needs of its executors before data are dealt to them. */
final class ExecutorHardware {
  private ExecutorHardware() {}

  /** The library and device of a backend on the executor, once it is known to do the precision. */
  record Question(String backend, BackendOptions options, Precision precision)
      implements ExecutorQuestion<String> {
    @Override
    public String answer() {
      try (Backend opened = TaskDevice.open(backend, options)) {
        BackendReport report = opened.report();
        report.require(precision);
        return report.library() + " on " + report.device();
      }
    }
  }

  /**
   * Throws where an executor that is there has not the backend or the precision, or has another
   * device than the rest: kernels are chosen by timing for one kind of device.
   *
   * @param acceptMixed permits several kinds
   */
  static void require(
      JavaSparkContext spark,
      String backend,
      BackendOptions options,
      Precision precision,
      boolean acceptMixed) {
    if (spark.isLocal()) {
      return; // one process: what it lacks, tuning says
    }
    RoundExecutors.of(spark).awaitFirst();
    require(ExecutorSurvey.ask(spark, new Question(backend, options, precision)), acceptMixed);
  }

  static void require(List<ExecutorAnswer<String>> answers, boolean acceptMixed) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (ExecutorAnswer<String> answer : answers) {
      if (answer.failure() != null) {
        throw new BackendException(answer.name() + ": " + answer.failure());
      }
      kinds.computeIfAbsent(answer.value(), any -> new ArrayList<>()).add(answer.name());
    }
    if (kinds.size() > 1 && !acceptMixed) {
      throw new TrainingException(
          "the executors differ: "
              + kinds.entrySet().stream()
                  .map(kind -> kind.getKey() + " (" + String.join(", ", kind.getValue()) + ")")
                  .collect(Collectors.joining("; "))
              + ": training could go on, but not bit for bit as on one kind");
    }
  }

  /** Throws where an executor that came later is of another kind than the tunings are for. */
  static void requireSame(Tunings tunings, BackendReport report, String host) {
    String here = report.library() + " on " + report.device();
    if (!tunings.device().isEmpty() && !tunings.hardware().equals(here)) {
      throw new TrainingException(
          "an executor on %s has %s, and the run is tuned for %s: training could go on, but not bit for bit as on one kind"
              .formatted(host, here, tunings.hardware()));
    }
  }
}
