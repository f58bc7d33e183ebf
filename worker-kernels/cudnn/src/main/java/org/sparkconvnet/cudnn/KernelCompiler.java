package org.sparkconvnet.cudnn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.sparkconvnet.backend.BackendException;

/** Compiles our kernels' sources for an architecture, at run time. */
final class KernelCompiler {
  private static final String ELEMENT = "element.cuh";

  private KernelCompiler() {}

  /** The source as it is compiled: behind {@code element.cuh}, whose lines are counted apart. */
  static String source(Kernel.Source source) {
    return numbered(ELEMENT) + numbered(source.file());
  }

  private static String numbered(String file) {
    return "#line 1 \"" + file + "\"\n" + read("kernels/" + file);
  }

  private static String read(String path) {
    try (InputStream stream = KernelCompiler.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + path + " is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** {@code NVRTC 13.1}. */
  static String version() {
    int[] version = versionParts();
    return "NVRTC " + version[0] + "." + version[1];
  }

  /** The major version alone. */
  static int majorVersion() {
    return versionParts()[0];
  }

  private static int[] versionParts() {
    int[] major = new int[1];
    int[] minor = new int[1];
    Status.compiler(nvrtc.nvrtcVersion(major, minor), () -> "nvrtcVersion");
    return new int[] {major[0], minor[0]};
  }

  /** The architectures that the compiler knows, as in {@code sm_90}, ascending. */
  static List<String> architectures() {
    int[] count = new int[1];
    Status.compiler(nvrtc.nvrtcGetNumSupportedArchs(count), () -> "nvrtcGetNumSupportedArchs");
    int[] numbers = new int[count[0]];
    Status.compiler(nvrtc.nvrtcGetSupportedArchs(numbers), () -> "nvrtcGetSupportedArchs");
    return Arrays.stream(numbers).mapToObj(number -> "sm_" + number).toList();
  }

  /** Device code of a unit for {@code architecture}, as in {@code sm_90}. */
  static byte[] compile(KernelUnit unit, String architecture) {
    return compile(unit.source().file(), unit.text(), unit.options(architecture));
  }

  /** Device code of a source. */
  static byte[] compile(String name, String text, List<String> all) {
    String[] options = all.toArray(String[]::new);
    try (_nvrtcProgram program = new _nvrtcProgram();
        BytePointer code = new BytePointer(text);
        BytePointer file = new BytePointer(name);
        PointerPointer<BytePointer> flags = new PointerPointer<>(options)) {
      Status.compiler(
          nvrtc.nvrtcCreateProgram(
              program,
              code,
              file,
              0,
              (PointerPointer<BytePointer>) null,
              (PointerPointer<BytePointer>) null),
          () -> "nvrtcCreateProgram for " + name);
      try {
        int status = nvrtc.nvrtcCompileProgram(program, options.length, flags);
        if (status != nvrtc.NVRTC_SUCCESS) {
          throw new BackendException(
              "NVRTC does not compile "
                  + name
                  + " with "
                  + String.join(" ", all)
                  + ":\n"
                  + log(program));
        }
        return binary(program, name);
      } finally {
        nvrtc.nvrtcDestroyProgram(program);
      }
    }
  }

  private static byte[] binary(_nvrtcProgram program, String name) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.compiler(nvrtc.nvrtcGetCUBINSize(program, size), () -> "nvrtcGetCUBINSize of " + name);
      byte[] binary = new byte[Math.toIntExact(size.get())];
      Status.compiler(nvrtc.nvrtcGetCUBIN(program, binary), () -> "nvrtcGetCUBIN of " + name);
      return binary;
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.compiler(nvrtc.nvrtcGetProgramLogSize(program, size), () -> "nvrtcGetProgramLogSize");
      byte[] log = new byte[Math.toIntExact(size.get())];
      Status.compiler(nvrtc.nvrtcGetProgramLog(program, log), () -> "nvrtcGetProgramLog");
      return new String(log, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
  }
}
