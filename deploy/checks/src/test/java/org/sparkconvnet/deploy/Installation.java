package org.sparkconvnet.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A package that was unpacked somewhere, and a folder laid out as a Spark installation. */
record Installation(Path folder, Path home, Path sparkHome, List<String> printed) {
  /** deploy/ of the sources; tests run in the folder of their module. */
  static final Path DEPLOY = Path.of("..").toAbsolutePath().normalize();

  /** Builds the package from what Maven has made, and unpacks it. */
  static Installation make(Path folder, Path sparkJars) throws IOException {
    Ended built =
        Ended.run(
                folder,
                Map.of(),
                List.of(
                    DEPLOY.resolve("package").toString(),
                    "--no-build",
                    "--output",
                    folder.toString()))
            .well();
    List<String> printed = built.out().lines().toList();
    Path place = Files.createDirectory(folder.resolve("some where"));
    Ended.run(place, Map.of(), List.of("tar", "xzf", printed.get(0))).well();
    Path home;
    try (Stream<Path> found = Files.list(place)) {
      home = found.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    return new Installation(folder, home, sparkHome(folder.resolve("spark"), sparkJars), printed);
  }

  private static Path sparkHome(Path home, Path jars) throws IOException {
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    try (InputStream script = Installation.class.getResourceAsStream("/spark-submit")) {
      Files.copy(script, submit);
    }
    submit.toFile().setExecutable(true);
    Files.createSymbolicLink(home.resolve("jars"), jars);
    return home;
  }

  Ended launcher(String... arguments) {
    return run(Map.of(), "bin/spark-convnet", arguments);
  }

  /** Runs a file of the package with SPARK_HOME and what else the environment is to have. */
  Ended run(Map<String, String> environment, String file, String... arguments) {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("SPARK_HOME", sparkHome.toString());
    return Ended.run(
        folder,
        all,
        Stream.concat(Stream.of(home.resolve(file).toString()), Stream.of(arguments)).toList());
  }

  /** Runs SPARK_HOME's own spark-submit. */
  Ended sparkSubmit(List<String> arguments) {
    return Ended.run(
        folder,
        Map.of("SPARK_HOME", sparkHome.toString()),
        Stream.concat(
                Stream.of(sparkHome.resolve("bin/spark-submit").toString()), arguments.stream())
            .toList());
  }

  /** The jars of the package, the command line's own first. */
  List<Path> jars() throws IOException {
    try (Stream<Path> found = Files.list(home.resolve("lib"))) {
      return found
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted(
              java.util.Comparator.comparing(
                      (Path file) -> !file.getFileName().toString().startsWith("convnet-jobs-"))
                  .thenComparing(Path::toString))
          .toList();
    }
  }
}
