package org.sparkconvnet.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sparkconvnet.backend.BackendException;

/**
 * Faults that a test arms by making files in a folder, each of which one step of one task carries
 * out: whoever can delete the file does it. Steps that begin a round are spared, so that rounds of
 * two steps or more are struck in the middle.
 */
final class Sabotage {
  /** Names the folder, as a system property of executors. */
  static final String PROPERTY = "sabotage";

  /** Of one deed at a time; as often as Spark lets a task fail. */
  static final int MOST = 4;

  private static final Path FOLDER =
      System.getProperty(PROPERTY) == null ? null : Path.of(System.getProperty(PROPERTY));
  private static final ThreadLocal<int[]> STEPS = ThreadLocal.withInitial(() -> new int[1]);

  private Sabotage() {}

  /** What is done. */
  enum Deed {
    /** The executor's process ends at once. */
    HALT {
      @Override
      void run() {
        Runtime.getRuntime().halt(137);
      }
    },
    /** The worker's process, whose child the executor is, is killed. */
    KILL_WORKER {
      @Override
      void run() {
        ProcessHandle.current().parent().orElseThrow().destroyForcibly();
      }
    },
    /** The task fails. */
    THROW {
      @Override
      void run() {
        throw new BackendException("a fault on purpose");
      }
    };

    abstract void run();
  }

  static void arm(Path folder, Deed deed, int times) {
    try {
      for (int i = 0; i < times; i++) {
        Files.createFile(folder.resolve(deed + "-" + i));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Called before every step. */
  static void strikeWhereArmed() {
    if (FOLDER == null || ++STEPS.get()[0] % 2 != 0) {
      return;
    }
    for (Deed deed : Deed.values()) {
      for (int i = 0; i < MOST; i++) {
        if (took(FOLDER.resolve(deed + "-" + i))) {
          deed.run();
        }
      }
    }
  }

  private static boolean took(Path file) {
    try {
      Files.delete(file);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
