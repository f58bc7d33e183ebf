package org.sparkconvnet.jobs;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Option(names = "--verbose", description = "Print the stack trace of an error.")
  boolean verbose;
}
