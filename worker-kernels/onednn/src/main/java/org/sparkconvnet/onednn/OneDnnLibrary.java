package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.sparkconvnet.backend.BackendException;

/**
 * oneDNN, loaded.
 *
 * @param version as in {@code 3.11.0}
 * @param cpu the processor's name
 * @param instructions the instruction set that oneDNN generates code for, as in {@code AVX2}
 */
record OneDnnLibrary(String version, String cpu, String instructions) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String OPEN_MP = "libgomp.so.1";

  /** Loads oneDNN and the OpenMP runtime it brings. */
  static OneDnnLibrary load() {
    Path bindings = loadBindings();
    Path openMp = bindings.resolveSibling(OPEN_MP);
    if (!Files.isRegularFile(openMp)) {
      throw new BackendException(
          "backend 'onednn' needs the OpenMP runtime that comes with oneDNN; there is no "
              + openMp);
    }
    try {
      OpenMp.bind(openMp);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new BackendException(
          "backend 'onednn' cannot bind to " + openMp + " with JNA: " + e, e);
    }
    dnnl_version_t version = dnnl_version();
    return new OneDnnLibrary(
        version.major() + "." + version.minor() + "." + version.patch(),
        cpuName(),
        Instructions.name(dnnl_get_effective_cpu_isa()));
  }

  /** Null where oneDNN has bfloat16 kernels for this machine, else why not. */
  String whyNoBfloat16() {
    return Instructions.hasBfloat16(dnnl_get_effective_cpu_isa())
        ? null
        : "oneDNN's bfloat16 kernels need AVX-512, and this is " + cpu + " with " + instructions;
  }

  private static Path loadBindings() {
    try {
      return Path.of(Loader.load(dnnl.class));
    } catch (LinkageError e) {
      throw new BackendException(
          "backend 'onednn' cannot load oneDNN; it needs org.bytedeco's dnnl, opencl and javacpp on"
              + " the classpath, each with its jar of native libraries for this platform: "
              + e,
          e);
    }
  }

  private static String cpuName() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
