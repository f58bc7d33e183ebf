package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.deploy.SparkSubmit;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;

/**
 * What the launcher starts in place of spark-submit where Spark will run in this very process:
 * looks first whether the backend that was named can compute here, since that takes a moment and
 * Spark's start seconds.
 */
public final class Submit {
  /** Spark's word for an application that is on the class path already; its arguments follow. */
  private static final String RESOURCE = "spark-internal";

  private Submit() {}

  /** Takes spark-submit's arguments; its master must be local. */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    List<String> ours = all.subList(Math.max(0, all.indexOf(RESOURCE)), all.size());
    try {
      check(ours);
    } catch (BackendException cannot) {
      ErrorReport.print(new PrintWriter(System.err, true), cannot.getMessage());
      System.exit(ErrorReport.FAILED);
    }
    SparkSubmit.main(arguments);
  }

  /** Throws {@link BackendException}; what is written wrongly, the command tells. */
  static void check(List<String> arguments) {
    String backend = value(arguments, "--backend", "");
    String precision = value(arguments, "--precision", Precision.FP32.text());
    if (Backends.names().contains(backend)
        && Arrays.stream(Precision.values()).anyMatch(known -> known.text().equals(precision))) {
      BackendChoice.requireHere(backend, Precision.parse(precision), "local");
    }
  }

  /** The last value given to an option, as {@code --option value} or {@code --option=value}. */
  private static String value(List<String> arguments, String option, String otherwise) {
    String value = otherwise;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(option) && i + 1 < arguments.size()) {
        value = arguments.get(i + 1);
      } else if (argument.startsWith(option + "=")) {
        value = argument.substring(option.length() + 1);
      }
    }
    return value;
  }
}
