package org.sparkconvnet.cudnn.standins;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the stand-ins with g++ into a folder named by the hash of all that they are made from. The
 * folder lies below the one that the system property {@code sparkconvnet.standIns.folder} names
 * (default: one in the system's temporary folder), and serves all later JVMs.
 */
final class StandInBuild {

  /** Where the shared objects lie, and their names in the order in which they can be loaded. */
  record Built(Path folder, List<String> sonames) {}

  private static final List<String> FLAGS =
      List.of(
          "-O3",
          "-std=c++17",
          "-ffp-contract=off",
          "-fPIC",
          "-shared",
          // Its check of longjmp does not know stacks of fibres.
          "-U_FORTIFY_SOURCE",
          "-Wall",
          "-Wextra",
          "-I",
          ".");

  private StandInBuild() {}

  /** Why this machine cannot build them; null if it can. */
  static String whyImpossible() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      return "only Linux amd64 is supported, not " + system;
    }
    try {
      compilerVersion();
      return null;
    } catch (IOException e) {
      return "no g++: " + e.getMessage();
    }
  }

  static Built build() throws IOException {
    StandInSources sources = StandInSources.read();
    Path folder = home().resolve(sources.hash(FLAGS + compilerVersion()));
    Built built = new Built(folder, sources.sonames());
    if (Files.exists(folder)) {
      return built;
    }
    Path work = Files.createTempDirectory(Files.createDirectories(home()), "new-");
    try {
      sources.copyTo(work);
      compileAll(sources, work);
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(folder)) { // else another JVM has built the same meanwhile
        throw e;
      }
    } finally {
      deleteRecursively(work);
    }
    return built;
  }

  private static Path home() {
    String given = System.getProperty("sparkconvnet.standIns.folder");
    Path standard =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "spark-convnet-stand-ins-" + System.getProperty("user.name"));
    return (given == null ? standard : Path.of(given)).toAbsolutePath();
  }

  private static String compilerVersion() throws IOException {
    return run(Path.of("."), List.of("g++", "--version"));
  }

  private static void compileAll(StandInSources sources, Path work) throws IOException {
    List<String> done = new ArrayList<>();
    for (StandInSources.Library library : sources.libraries()) {
      run(work, command(library, done, work));
      done.add(library.soname());
    }
  }

  private static List<String> command(
      StandInSources.Library library, List<String> earlier, Path work) throws IOException {
    List<String> command = new ArrayList<>(List.of("nice", "g++"));
    command.addAll(FLAGS);
    command.addAll(library.sources());
    command.addAll(
        List.of(
            "-Wl,-soname," + library.soname(), "-Wl,-rpath,$ORIGIN", "-L", ".", "-Wl,--as-needed"));
    earlier.forEach(soname -> command.add("-l:" + soname));
    if (!library.isCommon()) {
      // The bindings ask for calls of the version that has the library's name.
      Path versions = work.resolve(library.soname() + ".map");
      Files.writeString(
          versions, library.soname() + " { global: cu*; nvrtc*; standIn*; local: *; };\n");
      command.add("-Wl,--version-script=" + versions.getFileName());
    }
    command.addAll(List.of("-o", library.soname()));
    return command;
  }

  /** What the command printed. */
  private static String run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ":\n" + output);
      }
      return output;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void deleteRecursively(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.collect(Collectors.toCollection(ArrayList::new));
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      Files.delete(paths.get(i));
    }
  }
}
