package org.sparkconvnet.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that has ended, and what it printed. */
record Ended(int code, String out, String err) {
  private static final long LONGEST_MINUTES = 5;

  /**
   * Runs a command to its end.
   *
   * @param folder where it runs, and below which its output is kept
   * @param environment beside this process's own; an empty value removes a variable
   */
  static Ended run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      environment.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.start();
      try {
        assertTrue(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES), command::toString);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** This, if its exit code was 0. */
  Ended well() {
    assertEquals(0, code, () -> out + err);
    return this;
  }
}
