package org.sparkconvnet.jobs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a person watches, and how wide the window is. */
final class Terminal {
  private static final int DEFAULT_COLUMNS = 80;
  private static final File TERMINAL = new File("/dev/tty");

  private Terminal() {}

  /** True where standard output is a terminal; Linux names what a descriptor is open on. */
  static boolean onStandardOutput() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return System.console() != null;
    }
  }

  /** Columns of the terminal; 80 where it doesn't say. */
  static int columns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      if (stty.waitFor(1, TimeUnit.SECONDS) && answer.matches("\\d+ [1-9]\\d*")) {
        return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
      }
    } catch (IOException absent) {
      return DEFAULT_COLUMNS;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return DEFAULT_COLUMNS;
  }
}
