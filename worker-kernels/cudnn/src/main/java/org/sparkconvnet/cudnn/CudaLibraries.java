package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.sparkconvnet.backend.BackendException;

/** The CUDA libraries of this machine, loaded on first use. */
final class CudaLibraries {
  private static final int PER_MAJOR = 1000;
  private static final int PER_MINOR = 10;
  private static final int DNN_PER_MAJOR = 10_000;
  private static final int DNN_PER_MINOR = 100;

  private CudaLibraries() {}

  /** Loads them all, or throws saying which is missing and how to mend it. */
  static void load() {
    load(cudart.class, "the NVIDIA driver (libcuda.so.1) and the CUDA runtime (libcudart.so.13)");
    load(nvrtc.class, "CUDA's run-time compiler (libnvrtc.so.13)");
    load(cublas.class, "cuBLAS (libcublas.so.13)");
    load(cudnn.class, "cuDNN 9 (libcudnn.so.9)");
  }

  private static void load(Class<?> binding, String what) {
    try {
      Loader.load(binding);
    } catch (LinkageError missing) {
      throw new BackendException(
          "the cuDNN backend needs "
              + what
              + " on the loader's path, and this machine says: "
              + reason(missing)
              + "; install it, or choose --backend onednn to compute on the CPU",
          missing);
    }
  }

  /** JavaCPP's own words, without its list of tries. */
  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    String line = message.lines().findFirst().orElse(message);
    // The path of the unpacked binding says nothing to whoever lacks what it needs.
    return line.replaceFirst("^/\\S+\\.so: ", "");
  }

  /** {@code cuDNN 9.19.0, CUDA 13.1 (driver 13.1)}. */
  static String versions() {
    int[] runtime = new int[1];
    int[] driver = new int[1];
    Status.runtime(cudart.cudaRuntimeGetVersion(runtime), () -> "cudaRuntimeGetVersion");
    Status.runtime(cudart.cudaDriverGetVersion(driver), () -> "cudaDriverGetVersion");
    return "cuDNN "
        + dnnVersion()
        + ", CUDA "
        + text(runtime[0])
        + " (driver "
        + text(driver[0])
        + ")";
  }

  private static String dnnVersion() {
    long version = cudnn.cudnnGetVersion();
    return version / DNN_PER_MAJOR
        + "."
        + version % DNN_PER_MAJOR / DNN_PER_MINOR
        + "."
        + version % DNN_PER_MINOR;
  }

  private static String text(int version) {
    return version / PER_MAJOR + "." + version % PER_MAJOR / PER_MINOR;
  }
}
