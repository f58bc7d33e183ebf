package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;

/** What the backend says where there is no GPU; in a process of its own, without stand-ins. */
final class CudnnProviderTest {
  private static final int NO_BACKEND = 3;

  @Test
  void aMachineWithoutGpuIsToldSoAndHow() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CudnnProviderTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    Assumptions.assumeFalse(process.exitValue() == 0, "this machine has a GPU");
    assertEquals(NO_BACKEND, process.exitValue(), said);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains("the cuDNN backend needs"), said);
    assertTrue(said.contains("--backend onednn"), said);
  }

  /** Opens the backend; exits with 0 where it can, else prints why it can't. */
  public static void main(String[] arguments) {
    try {
      Backends.open(CudnnBackend.NAME).close();
    } catch (BackendException absent) {
      System.out.println(absent.getMessage());
      System.exit(NO_BACKEND);
    }
  }
}
