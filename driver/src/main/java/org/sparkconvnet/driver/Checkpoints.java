package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.TrainingException;

/** The newest checkpoints of a run directory: round-00000123.safetensors and those before it. */
final class Checkpoints {
  private static final String PREFIX = "round-";
  private static final String SUFFIX = ".safetensors";
  private static final String DAMAGED = ".damaged";

  private final RunDirectory directory;
  private final ParameterLayout layout;
  private final int kept;

  /**
   * Those of a run.
   *
   * @param kept how many of the newest stay
   */
  Checkpoints(RunDirectory directory, ParameterLayout layout, int kept) {
    this.directory = directory;
    this.layout = layout;
    this.kept = kept;
  }

  /** Writes a checkpoint, then removes all but the newest. */
  void write(Checkpoint checkpoint) {
    String name = name(checkpoint.state().round);
    directory.write(path(name), checkpoint.encode(layout));
    List<String> names = names(directory);
    for (int i = 0; i < names.size() - kept; i++) {
      directory.delete(path(names.get(i)));
    }
  }

  /**
   * The newest checkpoint that is whole, if there is any checkpoint. Damaged ones that are newer
   * are set aside under names that end in {@code .damaged}.
   *
   * @param notice told of each damaged one, in words
   * @throws TrainingException where there are some and none is whole; they then stay as they are
   */
  Optional<Checkpoint> newest(Consumer<String> notice) {
    return newest(names(directory), notice);
  }

  /** The newest that is whole of those before a round, if there is any. */
  Optional<Checkpoint> newestBefore(long round, Consumer<String> notice) {
    List<String> older =
        names(directory).stream().filter(name -> name.compareTo(name(round)) < 0).toList();
    return newest(older, notice);
  }

  /** Writes a checkpoint, then removes those that are newer: the run goes on from here. */
  void rewind(Checkpoint checkpoint) {
    String name = name(checkpoint.state().round);
    directory.write(path(name), checkpoint.encode(layout));
    for (String other : names(directory)) {
      if (other.compareTo(name) > 0) {
        directory.delete(path(other));
      }
    }
  }

  private Optional<Checkpoint> newest(List<String> names, Consumer<String> notice) {
    List<FileFormatException> damages = new ArrayList<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      try {
        Checkpoint whole = read(names.get(i));
        for (int newer = names.size() - 1; newer > i; newer--) {
          String why = damages.get(names.size() - 1 - newer).getMessage();
          setAside(names.get(newer));
          notice.accept(why + "; going on from " + names.get(i) + ", which is whole");
        }
        return Optional.of(whole);
      } catch (FileFormatException damaged) {
        damages.add(damaged);
      }
    }
    if (!damages.isEmpty()) {
      throw new TrainingException(
          damages.get(0).getMessage() + "; no checkpoint is whole; start again with --overwrite",
          damages.get(0));
    }
    return Optional.empty();
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

  private static String name(long round) {
    return "%s%08d%s".formatted(PREFIX, round, SUFFIX);
  }

  static String path(String name) {
    return RunDirectory.CHECKPOINTS + "/" + name;
  }

  private Checkpoint read(String name) {
    String path = path(name);
    return Checkpoint.decode(directory.read(path), directory.place(path), layout);
  }

  private void setAside(String name) {
    directory.write(path(name) + DAMAGED, directory.read(path(name)));
    directory.delete(path(name));
  }
}
