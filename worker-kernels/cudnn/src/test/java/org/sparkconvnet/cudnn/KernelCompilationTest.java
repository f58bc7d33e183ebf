package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@link KernelUnit} compiles without a warning for every architecture, by NVIDIA's own
 * compilers and without a GPU: by nvcc, where it is on the PATH, and by the real NVRTC, where the
 * loader finds one. Each has the options that a run gives NVRTC.
 */
final class KernelCompilationTest {
  private static final List<String> ARCHITECTURES = List.of("sm_75", "sm_80", "sm_90", "sm_100");
  private static final String NEWEST = ARCHITECTURES.get(ARCHITECTURES.size() - 1);
  private static final int NO_LIBRARY = 3;

  @TempDir private Path folder;

  static List<KernelUnit> units() {
    return KernelUnit.all();
  }

  @ParameterizedTest
  @MethodSource("units")
  void nvccTakesIt(KernelUnit unit) throws Exception {
    List<String> known = architecturesOfNvcc();
    Path source = Files.writeString(folder.resolve(unit.source().file()), unit.text());
    for (String architecture : architectures(unit)) {
      if (known.contains(architecture)) {
        List<String> command = new ArrayList<>(List.of("nvcc", "--cubin"));
        command.addAll(unit.options(architecture));
        command.addAll(
            List.of(
                "--Werror", "all-warnings", "-o", "unit.cubin", source.getFileName().toString()));
        Finished nvcc = run(command);
        assertEquals(0, nvcc.code(), () -> String.join(" ", command) + "\n" + nvcc.output());
        assertTrue(Files.size(folder.resolve("unit.cubin")) > 0);
      }
    }
  }

  /**
   * As nvcc is slow, the oldest and the newest; where 16-bit elements are but other integers, one.
   */
  private static List<String> architectures(KernelUnit unit) {
    boolean single = unit.equals(KernelUnit.of(unit.source(), ElementType.FLOAT32));
    return single ? List.of(ARCHITECTURES.get(0), NEWEST) : List.of("sm_90");
  }

  /** A compile-only test that takes anything would show nothing. */
  @Test
  void nvccRefusesWhatNvrtcWould() throws Exception {
    List<String> known = architecturesOfNvcc();
    Files.writeString(
        folder.resolve("unused.cu"),
        "extern \"C\" __global__ void unused(float* x) { int left = 1; x[0] = 1; }\n");
    List<String> command =
        List.of(
            "nvcc", "--cubin", "--Werror", "all-warnings", "-arch=" + known.get(0), "unused.cu");
    assertFalse(run(command).code() == 0, "a variable that is not used passes");
  }

  /** In a process of its own, so that no stand-in is in the way. */
  @Test
  void theRealNvrtcTakesThemAll() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KernelCompilationTest.class.getName());
    Finished java = run(command);
    assumeTrue(java.code() != NO_LIBRARY, () -> "no NVRTC here: " + java.output());
    assertEquals(0, java.code(), java.output());
  }

  /** Compiles all units by NVRTC; exits with 3 where there is none. */
  public static void main(String[] arguments) {
    NativeLibrary nvrtc;
    try {
      nvrtc = NativeLibrary.getInstance("libnvrtc.so.13");
    } catch (UnsatisfiedLinkError absent) {
      System.out.println(absent.getMessage().lines().findFirst().orElse(""));
      System.exit(NO_LIBRARY);
      return;
    }
    for (KernelUnit unit : KernelUnit.all()) {
      for (String architecture : ARCHITECTURES) {
        long bytes = compile(nvrtc, unit, architecture);
        System.out.println(unit + " for " + architecture + ": " + bytes + " bytes");
      }
    }
  }

  /** Past the bindings, which load nothing where there is no driver. */
  private static long compile(NativeLibrary nvrtc, KernelUnit unit, String architecture) {
    PointerByReference program = new PointerByReference();
    String name = unit.source().file();
    call(nvrtc, "nvrtcCreateProgram", program, unit.text(), name, 0, null, null);
    String[] options = unit.options(architecture).toArray(String[]::new);
    Pointer made = program.getValue();
    int status =
        nvrtc
            .getFunction("nvrtcCompileProgram")
            .invokeInt(new Object[] {made, options.length, new StringArray(options)});
    LongByReference size = new LongByReference();
    call(nvrtc, "nvrtcGetProgramLogSize", made, size);
    byte[] log = new byte[Math.toIntExact(size.getValue())];
    call(nvrtc, "nvrtcGetProgramLog", made, log);
    String said = new String(log, StandardCharsets.UTF_8).replace("\0", "").strip();
    if (status != 0 || !said.isEmpty()) {
      throw new IllegalStateException(unit + " for " + architecture + ": " + status + "\n" + said);
    }
    call(nvrtc, "nvrtcGetCUBINSize", made, size);
    call(nvrtc, "nvrtcDestroyProgram", program);
    return size.getValue();
  }

  private static void call(NativeLibrary nvrtc, String name, Object... arguments) {
    int status = nvrtc.getFunction(name).invokeInt(arguments);
    if (status != 0) {
      throw new IllegalStateException(name + " returns " + status);
    }
  }

  private List<String> architecturesOfNvcc() throws Exception {
    Finished nvcc;
    try {
      nvcc = run(List.of("nvcc", "--list-gpu-code"));
    } catch (IOException absent) {
      assumeTrue(false, "no nvcc on the PATH: " + absent.getMessage());
      throw absent;
    }
    assertEquals(0, nvcc.code(), nvcc.output());
    List<String> known = nvcc.output().lines().map(String::strip).toList();
    assertTrue(known.stream().anyMatch(ARCHITECTURES::contains), nvcc.output());
    return known;
  }

  private record Finished(int code, String output) {}

  private Finished run(List<String> command) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " took more than two minutes");
    }
    return new Finished(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }
}
