package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend that cannot compute here is told before any class of Spark is loaded. */
final class SubmitTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"--backend cudnn", "--epochs 1 --backend=cudnn", "--backend auto --backend cudnn"})
  void withoutAGpuNothingOfSparkIsLoaded(String asked) throws Exception {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "this machine has a GPU");
    Path classes = folder.resolve("classes.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                Submit.class.getName(),
                "--master",
                "local[1]",
                "--class",
                Train.class.getName(),
                "spark-internal"));
    command.addAll(List.of(asked.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ErrorReport.FAILED, process.waitFor(), said);
    assertTrue(said.startsWith("spark-convnet: error: the cuDNN backend needs"), said);
    assertEquals(1, said.lines().count(), said);
    assertFalse(loaded(classes, "org.apache.spark."), "a class of Spark was loaded");
    assertTrue(loaded(classes, Submit.class.getName()), "no classes were listed");
  }

  /** What the command would refuse anyway is left to it. */
  @Test
  void whatIsWrittenWronglyIsNotLookedAt() {
    Submit.check(List.of("spark-internal", "--backend", "nothing"));
    Submit.check(List.of("spark-internal", "--backend", "cudnn", "--precision", "fp7"));
    Submit.check(List.of("spark-internal", "--backend"));
    Submit.check(List.of("spark-internal", "--epochs", "2"));
  }

  private static boolean loaded(Path classes, String prefix) throws IOException {
    return Files.readAllLines(classes).stream().anyMatch(line -> line.contains(" " + prefix));
  }
}
