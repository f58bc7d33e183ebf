package org.sparkconvnet.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.train.TrainingException;

/**
 * The folder of one run, on any Hadoop file system:
 *
 * <pre>
 * settings.json             what decides the run's bits
 * network.json              the network
 * tuning.json               what timing decided, and on which hardware
 * run.jsonl                 one JSON object a round, and a last one
 * checkpoints/round-00000123.safetensors    the last ones
 * checkpoints/best.safetensors              the best by validation, where there is one
 * model.safetensors         the trained network, at the end
 * </pre>
 *
 * <p>Every file but run.jsonl is replaced at once.
 */
public final class RunDirectory {
  static final String VALIDATION = "validation.json";
  static final String SETTINGS = "settings.json";
  static final String NETWORK = "network.json";
  static final String TUNING = "tuning.json";
  static final String LOG = "run.jsonl";
  static final String MODEL = "model.safetensors";
  static final String CHECKPOINTS = "checkpoints";
  private static final String PROBE = ".writable";

  private final Storage storage;
  private final boolean made;

  private RunDirectory(Storage storage, boolean made) {
    this.storage = storage;
    this.made = made;
  }

  /**
   * A folder for a new run, made where it is missing. What an earlier run left there is removed
   * when the new one starts to write.
   *
   * @param overwrite permits that the folder holds another run
   * @throws TrainingException where it holds one and may not, or cannot be written
   */
  public static RunDirectory create(String uri, boolean overwrite, Configuration hadoop) {
    Storage storage = storage(uri, hadoop);
    try {
      if (holdsRun(storage) && !overwrite) {
        throw new TrainingException(
            storage.place()
                + " holds another run; continue it with --resume, replace it with --overwrite, or"
                + " choose another folder");
      }
      boolean made = !storage.exists("");
      storage.makeFolder("");
      storage.write(PROBE, new byte[0]);
      storage.delete(PROBE);
      return new RunDirectory(storage, made);
    } catch (IOException failed) {
      throw new TrainingException(
          "cannot write to " + storage.place() + ": " + why(failed), failed);
    }
  }

  /**
   * The folder of an existing run, to resume it or to use its model.
   *
   * @throws TrainingException where there is none
   */
  public static RunDirectory open(String uri, Configuration hadoop) {
    Storage storage = storage(uri, hadoop);
    try {
      if (!holdsRun(storage)) {
        throw new TrainingException(
            storage.place() + " holds no run: it has no " + SETTINGS + " or " + NETWORK);
      }
      return new RunDirectory(storage, false);
    } catch (IOException failed) {
      throw new TrainingException("cannot read " + storage.place() + ": " + why(failed), failed);
    }
  }

  /** Where it is, for messages. */
  public String place() {
    return storage.place();
  }

  /** The path of one of its files, for messages. */
  String place(String name) {
    return storage.place() + "/" + name;
  }

  /** Removes what an earlier run may have left, checkpoints first, and makes the subfolders. */
  void begin() {
    attempt(
        "write to",
        "",
        () -> {
          for (String name : storage.list(CHECKPOINTS)) {
            storage.delete(CHECKPOINTS + "/" + name);
          }
          for (String name : List.of(MODEL, LOG, TUNING, NETWORK, VALIDATION, SETTINGS)) {
            storage.delete(name);
          }
          storage.makeFolder(CHECKPOINTS);
          return null;
        });
  }

  /** Removes the folder where this process made it and nothing has been written. */
  void discardIfUnused() {
    attempt(
        "clear",
        "",
        () -> {
          if (made && storage.list("").isEmpty()) {
            storage.delete("");
          }
          return null;
        });
  }

  void writeText(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] content) {
    attempt(
        "write",
        name,
        () -> {
          storage.write(name, content);
          return null;
        });
  }

  byte[] read(String name) {
    return attempt("read", name, () -> storage.read(name));
  }

  String readText(String name) {
    return new String(read(name), StandardCharsets.UTF_8);
  }

  Optional<String> findText(String name) {
    return exists(name) ? Optional.of(readText(name)) : Optional.empty();
  }

  boolean exists(String name) {
    return attempt("read", name, () -> storage.exists(name));
  }

  List<String> list(String folder) {
    return attempt("read", folder, () -> storage.list(folder));
  }

  void delete(String name) {
    attempt(
        "delete",
        name,
        () -> {
          storage.delete(name);
          return null;
        });
  }

  Storage.LineWriter appendTo(String name, String kept) {
    return attempt(
        "write", name, () -> storage.appendTo(name, kept.getBytes(StandardCharsets.UTF_8)));
  }

  /** An action on the folder. */
  interface Action<T> {
    T run() throws IOException;
  }

  <T> T attempt(String verb, String name, Action<T> action) {
    try {
      return action.run();
    } catch (IOException failed) {
      String what = name.isEmpty() ? place() : place(name);
      throw new TrainingException("cannot " + verb + " " + what + ": " + why(failed), failed);
    }
  }

  private static boolean holdsRun(Storage storage) throws IOException {
    for (String name : List.of(SETTINGS, NETWORK, LOG, MODEL)) {
      if (storage.exists(name)) {
        return true;
      }
    }
    return false;
  }

  private static Storage storage(String uri, Configuration hadoop) {
    try {
      Path path = new Path(uri);
      path = path.getFileSystem(hadoop).makeQualified(path);
      return "file".equals(path.toUri().getScheme())
          ? new LocalStorage(java.nio.file.Path.of(path.toUri().getPath()))
          : new HadoopStorage(path, hadoop);
    } catch (IOException | IllegalArgumentException failed) {
      throw new TrainingException("'" + uri + "' is no usable folder: " + why(failed), failed);
    }
  }

  /** The message, led by the kind of failure, which java.nio's messages leave out. */
  private static String why(Exception failed) {
    String kind = failed.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
    String words = kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    return Stream.of(words, failed.getMessage())
        .filter(text -> text != null && !text.isBlank() && !text.equals("io"))
        .reduce((first, second) -> first + ": " + second)
        .orElse("unknown reason");
  }
}
