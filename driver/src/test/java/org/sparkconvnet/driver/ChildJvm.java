package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main method in a Java process of its own, with the class path and options of this one. */
final class ChildJvm {
  private static final int LONGEST_MINUTES = 10;

  private ChildJvm() {}

  /**
   * Runs it to its end.
   *
   * @param log where its output goes
   * @return its exit code
   */
  static int run(Class<?> main, Path log, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES), () -> text(log));
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  /** What it wrote. */
  static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException failed) {
      return "no log: " + failed.getMessage();
    }
  }
}
