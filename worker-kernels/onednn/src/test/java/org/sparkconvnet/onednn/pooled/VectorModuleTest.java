package org.sparkconvnet.onednn.pooled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.BackendException;

/** What is said with the Vector API, and without: that in a JVM of its own. */
final class VectorModuleTest {
  @Test
  void thisJvmHasIt() {
    assertTrue(VectorModule.available());
    VectorModule.require("nothing");
  }

  @Test
  void aJvmWithoutItSaysHowToStartOne() throws Exception {
    String output = run(List.of());
    assertTrue(output.contains("available false"), output);
    assertTrue(output.contains("conv1 needs the JVM flag '--add-modules jdk.incubator"), output);
    assertTrue(output.contains("spark.executor.extraJavaOptions"), output);
  }

  @Test
  void aJvmWithItRuns() throws Exception {
    String output = run(List.of("--add-modules", VectorModule.NAME));
    assertTrue(output.contains("available true"), output);
  }

  private static String run(List<String> flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** Asks, then wants it. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println("available " + VectorModule.available());
      try {
        VectorModule.require("conv1");
      } catch (BackendException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
