package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.cudnn.standins.StandInControls;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.io.Digests;

/** Compiled kernels outlive their process, whatever happens to their files. */
final class KernelCacheTest {
  private static final Logger LOG = Logger.getLogger(CudnnBackend.class.getName());
  private static final int INVALID_IMAGE = 200;

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeAll
  static void standIns() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
  }

  @BeforeEach
  void listen() {
    StandInControls.reset();
    LOG.addHandler(handler);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void reset() {
    StandInControls.reset();
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
  }

  @Test
  void aSecondProcessWouldCompileNothing() throws IOException {
    float[] first = gradients();
    long compiled = compilations();
    assertTrue(compiled > 1, () -> compiled + " compilations");
    assertEquals(compiled, files().size());
    assertArrayEquals(first, gradients());
    assertEquals(compiled, compilations());
    assertEquals(List.of(), said);
  }

  @Test
  void withoutAFolderEveryProcessCompiles() {
    BackendOptions none = BackendOptions.DEFAULT;
    gradients(none);
    long compiled = compilations();
    gradients(none);
    assertEquals(2 * compiled, compilations());
  }

  /** What is left of a file, in parts of its length; -1 has one bit of its end turned over. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.9, -1})
  void aDamagedFileIsReportedAndReplaced(double left) throws IOException {
    float[] first = gradients();
    final long compiled = compilations();
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged =
        Arrays.copyOf(whole, left < 0 ? whole.length : (int) Math.round(left * whole.length));
    if (left < 0) {
      damaged[damaged.length - 1] ^= 1;
    }
    Files.write(file, damaged);
    assertArrayEquals(first, gradients());
    assertEquals(compiled + 1, compilations());
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).contains(file.toString()), said.get(0));
    assertTrue(said.get(0).contains("compiled anew"), said.get(0));
    assertArrayEquals(whole, Files.readAllBytes(file));
    gradients();
    assertEquals(compiled + 1, compilations());
  }

  /** A whole file of another key, as if two names met. */
  @Test
  void aFileOfAnotherKeyIsNotUsed() throws IOException {
    float[] first = gradients();
    List<Path> files = files();
    Files.write(files.get(0), Files.readAllBytes(files.get(1)));
    assertArrayEquals(first, gradients());
    assertEquals(1, said.size(), said::toString);
  }

  @Test
  void codeThatTheDriverRefusesIsCompiledAnew() {
    float[] first = gradients();
    final long compiled = compilations();
    StandInControls.fail("cuModuleLoadData", 1, INVALID_IMAGE);
    assertArrayEquals(first, gradients());
    assertEquals(compiled + 1, compilations());
    assertTrue(said.get(0).contains("the driver does not take it"), said::toString);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoObstacle() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    gradients(BackendOptions.DEFAULT.withCacheDirectory(file.toString()));
    assertTrue(said.stream().allMatch(line -> line.contains("kept")), said::toString);
    assertTrue(said.size() > 0);
  }

  @Test
  void everythingThatDecidesTheCodeIsInTheKey() {
    KernelUnit unit = KernelUnit.of(Kernel.Source.NORM, ElementType.FLOAT32);
    KernelUnit faster = new KernelUnit(Kernel.Source.NORM, List.of("--fmad=true"));
    KernelUnit other = KernelUnit.of(Kernel.Source.LOSS, ElementType.FLOAT32);
    long keys =
        Stream.of(
                KernelCache.key(unit, "sm_90", "NVRTC 13.1"),
                KernelCache.key(unit, "sm_80", "NVRTC 13.1"),
                KernelCache.key(unit, "sm_90", "NVRTC 13.0"),
                KernelCache.key(faster, "sm_90", "NVRTC 13.1"),
                KernelCache.key(other, "sm_90", "NVRTC 13.1"))
            .distinct()
            .count();
    assertEquals(5, keys);
  }

  /** Both start with an empty folder; whichever writes last, the folder is whole after. */
  @Test
  void twoProcessesShareAFolder() throws Exception {
    List<Process> processes = List.of(start(), start());
    List<String> digests = new ArrayList<>();
    for (Process process : processes) {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
      assertEquals(0, process.exitValue(), out);
      digests.add(out.strip());
    }
    float[] here = gradients();
    assertEquals(List.of(Digests.sha256(here), Digests.sha256(here)), digests);
    assertEquals(0, compilations());
    assertEquals(List.of(), said);
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KernelCacheTest.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** One of the processes: prints the digest of a step's gradients. */
  public static void main(String[] arguments) {
    StandIns.load();
    System.out.println(
        Digests.sha256(gradients(BackendOptions.DEFAULT.withCacheDirectory(arguments[0]))));
  }

  private float[] gradients() {
    return gradients(BackendOptions.DEFAULT.withCacheDirectory(folder.toString()));
  }

  private static float[] gradients(BackendOptions options) {
    try (Backend backend = Backends.open(CudnnBackend.NAME, options)) {
      return Steps.gradients(backend, 1);
    }
  }

  private static long compilations() {
    return StandInControls.calls("nvrtcCompileProgram");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
      List<Path> found = files.sorted().toList();
      assertTrue(found.stream().allMatch(file -> file.toString().endsWith(".cubin")));
      return found;
    }
  }
}
