package org.sparkconvnet.onednn.pooled;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
    String output = ChildJvm.run(List.of(), Probe.class);
    assertTrue(output.contains("available false"), output);
    assertTrue(output.contains("conv1 needs the JVM flag '--add-modules jdk.incubator"), output);
    assertTrue(output.contains("spark.executor.extraJavaOptions"), output);
  }

  @Test
  void aJvmWithItSaysSo() throws Exception {
    String output = ChildJvm.run(List.of("--add-modules", VectorModule.NAME), Probe.class);
    assertTrue(output.contains("available true"), output);
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
