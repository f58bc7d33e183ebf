package org.sparkconvnet.jobs;

import picocli.CommandLine.Option;

/** Where Spark runs, for those who start Java without spark-submit. */
final class MasterOption {
  @Option(
      names = "--master",
      paramLabel = "URL",
      order = 50,
      description = "Spark's master, as spark-submit takes it (default: local[*]).")
  private String url;

  /** What was given, or null; the launcher hands it to spark-submit instead. */
  String url() {
    return url;
  }
}
