package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkconvnet.driver.Secrets;
import org.sparkconvnet.network.NetworkException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on stderr and an exit code. */
final class ErrorReport {
  /** A run or its data went wrong. */
  static final int FAILED = 1;

  /** The command line asks for something that cannot be. */
  static final int USAGE = 2;

  private static final String PREFIX = "spark-convnet: error: ";

  /** How a task's exception reads inside the message of Spark's own exception. */
  private static final Pattern IN_TASK =
      Pattern.compile("(org\\.sparkconvnet\\.[\\w.$]+(?:Exception|Error)): ([^\\n]*)");

  private ErrorReport() {}

  /** Picocli's handler of what it cannot parse. */
  static int wrongParameter(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    if (Arrays.asList(arguments).contains("--verbose")) {
      printStack(command.getErr(), error);
    }
    print(command.getErr(), parameterMessage(error, command, arguments));
    return USAGE;
  }

  /** Picocli's handler of what a command throws. */
  static int failed(Throwable error, CommandLine command, String[] arguments) {
    if (Interruption.isEnding()) {
      return FAILED;
    }
    PrintWriter err = command.getErr();
    if (Arrays.asList(arguments).contains("--verbose")) {
      printStack(err, error);
    }
    Throwable known = known(error);
    if (known instanceof UsageException || known instanceof NetworkException) {
      print(err, known.getMessage());
      return USAGE;
    }
    print(err, known == null ? unknownMessage(error) : known.getMessage());
    return FAILED;
  }

  /** One line, whatever the message holds. */
  static void print(PrintWriter err, String message) {
    String line = message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}+", " ");
    err.println(PREFIX + Secrets.redacted(line));
    err.flush();
  }

  private static void printStack(PrintWriter err, Throwable error) {
    StringWriter stack = new StringWriter();
    error.printStackTrace(new PrintWriter(stack));
    err.print(Secrets.redacted(stack.toString()));
  }

  private static String parameterMessage(
      ParameterException error, CommandLine command, String[] arguments) {
    String help = "'" + command.getCommandSpec().qualifiedName() + " --help'";
    if (error instanceof UnmatchedArgumentException unmatched) {
      return unmatchedMessage(unmatched, command) + help;
    }
    if (error instanceof MissingParameterException) {
      for (String argument : arguments) {
        String name = argument.split("=", 2)[0];
        if (name.startsWith("--") && !command.getCommandSpec().optionsMap().containsKey(name)) {
          return unmatchedMessage(new UnmatchedArgumentException(command, name), command) + help;
        }
      }
    }
    String message = error.getMessage();
    String lower = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    return lower.contains("--help'") ? lower : lower + "; see " + help;
  }

  private static String unmatchedMessage(UnmatchedArgumentException error, CommandLine command) {
    String first = error.getUnmatched().get(0);
    List<String> suggestions = error.getSuggestions();
    String kind =
        first.startsWith("-")
            ? "unknown option "
            : command.getParent() == null ? "unknown command " : "unexpected argument ";
    return kind
        + "'"
        + first
        + "'"
        + (suggestions.isEmpty()
            ? "; see "
            : "; did you mean " + String.join(" or ", suggestions) + "? See ");
  }

  /** The first exception of this project, which says it best; null where there is none. */
  private static Throwable known(Throwable error) {
    Throwable found = null;
    for (Throwable cause : CauseChain.of(error)) {
      if (cause.getClass().getName().startsWith("org.sparkconvnet.")) {
        return cause;
      }
      Matcher task = IN_TASK.matcher(String.valueOf(cause.getMessage()));
      if (found == null && task.find()) {
        found = new TaskFailure(task.group(2));
      }
    }
    return found;
  }

  private static String unknownMessage(Throwable error) {
    for (Throwable cause : CauseChain.of(error)) {
      if (cause instanceof OutOfMemoryError) {
        return "Java's memory is full ("
            + cause.getMessage()
            + "); give more, as in --driver-memory 2g";
      }
      if (cause instanceof NoSuchFileException missing) {
        return missing.getFile() + ": there is no such file";
      }
      if (cause instanceof AccessDeniedException denied) {
        return denied.getFile() + ": access denied; check its permissions";
      }
      if (cause instanceof FileAlreadyExistsException existing) {
        return existing.getFile() + ": exists already";
      }
      if (String.valueOf(cause.getMessage()).contains("stopped SparkContext")) {
        return "Spark ended the application; is the cluster at --master there, and has it room?";
      }
    }
    String first = error.toString().strip().lines().findFirst().orElse("");
    return "unexpected " + first + "; run it again with --verbose to see where";
  }

  /** Text of an exception that reached the driver only as text. */
  private static final class TaskFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskFailure(String message) {
      super(message);
    }
  }
}
