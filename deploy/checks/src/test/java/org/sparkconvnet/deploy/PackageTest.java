package org.sparkconvnet.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.io.Digests;

/** The package does its work after it was unpacked in another place, with another Spark. */
class PackageTest {
  @TempDir static Path folder;
  private static Installation installed;

  @BeforeAll
  static void install() throws IOException {
    Files.writeString(folder.resolve("network.json"), TrainingRun.network());
    installed =
        Installation.make(
            folder, Installation.DEPLOY.resolve("target/spark-convnet/spark/jars").toRealPath());
  }

  @AfterAll
  static void unlink() throws IOException {
    Files.delete(installed.sparkHome().resolve("jars")); // not what it leads to
  }

  @Test
  void itsLengthAndDigestArePrinted() throws IOException {
    Path archive = Path.of(installed.printed().get(0));
    byte[] content = Files.readAllBytes(archive);
    List<Path> jars = installed.jars();
    assertEquals(
        List.of(
            archive.toString(),
            "length %d bytes, %d jars".formatted(content.length, jars.size()),
            "sha256 " + Digests.sha256(content)),
        installed.printed());
    assertTrue(archive.getFileName().toString().endsWith("-linux-x86_64.tar.gz"));
  }

  @Test
  void itHasOurJarsAndNoneOfSparks() throws IOException {
    List<String> names =
        installed.jars().stream().map(jar -> jar.getFileName().toString()).toList();
    for (String wanted :
        List.of(
            "convnet-core-", "convnet-driver-", "convnet-onednn-", "convnet-cudnn-", "picocli-")) {
      assertTrue(names.stream().anyMatch(name -> name.startsWith(wanted)), names::toString);
    }
    assertFalse(
        names.stream().anyMatch(name -> name.matches("(spark|scala|hadoop|jackson|log4j|slf4j).*")),
        names::toString);
  }

  @Test
  void withoutSparkItSaysWhatToSet() {
    Ended ended =
        Ended.run(
            folder,
            Map.of("SPARK_HOME", ""),
            List.of(installed.home().resolve("bin/spark-convnet").toString(), "networks"));
    assertEquals(1, ended.code());
    assertEquals(
        "spark-convnet: error: this package brings no Spark, and SPARK_HOME is not set; set it to a"
            + " Spark 3.5 installation for Scala 2.12\n",
        ended.err());
  }

  @Test
  void theLauncherAndABareSparkSubmitTrainToTheSameBits() throws IOException {
    Path here = folder.resolve("here");
    List<String> arguments = new ArrayList<>(List.of("train", "--master", "local[2]"));
    arguments.addAll(TrainingRun.arguments(folder.resolve("network.json"), here));
    Ended trained = installed.launcher(arguments.toArray(String[]::new)).well();
    assertTrue(trained.out().contains("finished: test accuracy"), trained.out());
    assertEquals("", trained.err());
    assertArrayEquals(
        TrainingRun.model(here), TrainingRun.model(onACluster(folder.resolve("there"))));
  }

  /** Trains by spark-submit alone on a cluster of separate processes, which the package starts. */
  private static Path onACluster(Path out) throws IOException {
    String state = folder.resolve("cluster").toString();
    String master =
        installed
            .run(Map.of(), "standalone/cluster", "start", "--memory", "512m", "--state", state)
            .well()
            .out()
            .lines()
            .reduce((first, last) -> last)
            .orElseThrow();
    try {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--master",
                  master,
                  "--class",
                  "org.sparkconvnet.jobs.Train",
                  "--properties-file",
                  installed.home().resolve("conf/spark-defaults.conf.example").toString(),
                  "--executor-memory",
                  "512m",
                  "--executor-cores",
                  "1",
                  "--conf",
                  "spark.driver.host=127.0.0.1",
                  "--conf",
                  "spark.driver.bindAddress=127.0.0.1",
                  "--conf",
                  "spark.ui.enabled=false",
                  "--jars",
                  installed.jars().stream()
                      .skip(1)
                      .map(Path::toString)
                      .collect(Collectors.joining(",")),
                  installed.jars().get(0).toString()));
      arguments.addAll(TrainingRun.arguments(folder.resolve("network.json"), out));
      Ended trained = installed.sparkSubmit(arguments).well();
      assertTrue(trained.out().contains("finished: test accuracy"), trained.out());
    } finally {
      installed.run(Map.of(), "standalone/cluster", "stop", "--state", state).well();
    }
    return out;
  }
}
