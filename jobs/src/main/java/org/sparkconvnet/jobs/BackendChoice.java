package org.sparkconvnet.jobs;

import java.util.List;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;

/** What {@code --backend auto|NAME} names. */
final class BackendChoice {
  /**
   * Best first: {@code auto} takes the first of these that is on the class path. Not the GPU's:
   * that one computes only where it was asked for.
   */
  private static final List<String> PREFERENCE = List.of("onednn");

  /** The backend that computes on a GPU. */
  static final String GPU = "cudnn";

  private BackendChoice() {}

  /** The name to use; {@code auto} becomes a name, so that every executor uses the same. */
  static String name(String choice) {
    List<String> found = Backends.names();
    if (!choice.equals("auto")) {
      if (!found.contains(choice)) {
        throw new UsageException(
            "no backend is named '" + choice + "'; there are auto, " + String.join(", ", found));
      }
      return choice;
    }
    return PREFERENCE.stream()
        .filter(found::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no backend is on the class path; 'spark-convnet doctor' says what is there"));
  }

  /**
   * Throws, before Spark starts, where a backend that was named cannot run here, though the master
   * is this process.
   */
  static void requireHere(String choice, Precision precision, String master) {
    if (master.startsWith("local") && !master.startsWith("local-cluster")) {
      try (Backend opened = open(choice)) {
        opened.report().require(precision);
      }
    }
  }

  /** Opens the backend that the choice names, or throws saying why it can't. */
  static Backend open(String choice) {
    return open(choice, CacheDirectory.backendOptions());
  }

  /** The same, opened as the options say. */
  static Backend open(String choice, BackendOptions options) {
    return Backends.open(name(choice), options);
  }
}
