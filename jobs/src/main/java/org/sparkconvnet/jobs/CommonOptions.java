package org.sparkconvnet.jobs;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 91,
      description = "Print this help.")
  boolean help;

  @Option(names = "--verbose", order = 90, description = "Print the stack trace of an error.")
  boolean verbose;
}
