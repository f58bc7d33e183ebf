package org.sparkconvnet.driver;

import java.util.List;
import java.util.Optional;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.TrainingException;

/** The checkpoints of a run directory: round-00000123.safetensors and the one before it. */
final class Checkpoints {
  private static final int KEPT = 2;
  private static final String PREFIX = "round-";
  private static final String SUFFIX = ".safetensors";

  private final RunDirectory directory;
  private final ParameterLayout layout;

  Checkpoints(RunDirectory directory, ParameterLayout layout) {
    this.directory = directory;
    this.layout = layout;
  }

  /** Writes a checkpoint, then removes all but the newest two. */
  void write(Checkpoint checkpoint) {
    String name = "%s%08d%s".formatted(PREFIX, checkpoint.state().round, SUFFIX);
    directory.write(path(name), checkpoint.encode(layout));
    List<String> names = names(directory);
    for (int i = 0; i < names.size() - KEPT; i++) {
      directory.delete(path(names.get(i)));
    }
  }

  /**
   * The newest checkpoint, if there is one.
   *
   * @throws TrainingException where it is damaged, naming it and the good one before it
   */
  Optional<Checkpoint> newest() {
    List<String> names = names(directory);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String newest = names.get(names.size() - 1);
    try {
      return Optional.of(read(newest));
    } catch (FileFormatException damaged) {
      throw new TrainingException(
          damaged.getMessage() + "; " + advice(newest, names.subList(0, names.size() - 1)),
          damaged);
    }
  }

  /** Where the newest checkpoint lies, in words. */
  String newestPlace() {
    List<String> names = names(directory);
    return names.isEmpty()
        ? "there is no checkpoint yet"
        : "the last good checkpoint is " + directory.place(path(names.get(names.size() - 1)));
  }

  /** Names of the checkpoint files, oldest first. */
  static List<String> names(RunDirectory directory) {
    return directory.list(RunDirectory.CHECKPOINTS).stream()
        .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
        .toList();
  }

  static String path(String name) {
    return RunDirectory.CHECKPOINTS + "/" + name;
  }

  private Checkpoint read(String name) {
    String path = path(name);
    return Checkpoint.decode(directory.read(path), directory.place(path), layout);
  }

  private String advice(String damaged, List<String> older) {
    for (int i = older.size() - 1; i >= 0; i--) {
      try {
        read(older.get(i));
        return "delete it to resume from " + older.get(i) + ", which is good";
      } catch (FileFormatException alsoDamaged) {
        continue;
      }
    }
    return "no older checkpoint is good; start again with --overwrite";
  }
}
