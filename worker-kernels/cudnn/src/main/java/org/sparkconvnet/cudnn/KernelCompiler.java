package org.sparkconvnet.cudnn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** Device code of a source for {@code architecture}, as in {@code sm_90}. */
  static byte[] compile(String name, String text, String architecture) {
    // No fused multiply-add: the same source gives the same bits as the double-checked reference
    // on every architecture.
    String[] options = {"--gpu-architecture=" + architecture, "--std=c++17", "--fmad=false"};
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
              "NVRTC does not compile " + name + " for " + architecture + ":\n" + log(program));
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
