package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code spark-convnet COMMAND ...}. */
@Command(
    name = "spark-convnet",
    description = "Trains convolutional networks on Apache Spark.",
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      NetworksCommand.class,
      PlanCommand.class,
      PreviewAugmentationCommand.class,
      AuditDataCommand.class,
      NoiseCommand.class,
      CompareCommand.class,
      BenchmarkCommand.class,
      ScaleModelCommand.class,
      DoctorCommand.class,
    },
    footer = {
      "",
      "'spark-convnet COMMAND --help' says what a command takes. Options of spark-submit, such as",
      "--master, --driver-memory and --conf, go to Spark. --no-build runs what was built before."
    })
public final class SparkConvnet implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the versions.")
  private boolean version;

  @Spec private CommandSpec spec;

  /** Runs a command and ends Java with its exit code where that is not 0. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = execute(out, err, arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs one command as if it were all of the program. */
  static void main(String command, String[] arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    main(all);
  }

  /** Runs a command; 0, 1 for what went wrong while running, 2 for what was asked wrongly. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new SparkConvnet());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(false);
    line.setParameterExceptionHandler(ErrorReport::wrongParameter);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> ErrorReport.failed(error, command, arguments));
    int code = line.execute(arguments);
    out.flush();
    err.flush();
    return code;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command given; see 'spark-convnet --help'");
  }
}
