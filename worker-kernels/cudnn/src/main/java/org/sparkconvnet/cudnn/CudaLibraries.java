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
      String why = reason(missing);
      if (why.contains("undefined symbol") || why.contains("version `")) {
        throw new BackendException(
            "the cuDNN backend is built for CUDA 13 and cuDNN 9, and the libraries that the loader"
                + " finds here are of other versions: "
                + why
                + "; install those, and take others off LD_LIBRARY_PATH",
            missing);
      }
      throw new BackendException(
          "the cuDNN backend needs "
              + what
              + " on the loader's path, and this machine says: "
              + why
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

  /** Throws where the libraries or the driver are not made for one another. */
  static void requireMatching() {
    int runtime = runtimeVersion();
    int driver = driverVersion();
    if (driver / PER_MAJOR < runtime / PER_MAJOR) {
      throw new BackendException(
          (driver == 0
                  ? "no NVIDIA driver is loaded"
                  : "the NVIDIA driver knows CUDA " + text(driver))
              + ", and the CUDA runtime here is "
              + text(runtime)
              + ": "
              + Remedy.of(cudart.cudaErrorInsufficientDriver));
    }
    int major = runtime / PER_MAJOR;
    requireMajor("cuDNN " + dnnVersion(), (int) cudnn.cudnnGetCudartVersion() / PER_MAJOR, major);
    requireMajor("cuBLAS " + blasVersion(), blasPart(0), major);
    requireMajor(KernelCompiler.version(), KernelCompiler.majorVersion(), major);
    if (cudnn.cudnnGetVersion() / DNN_PER_MAJOR != cudnn.CUDNN_MAJOR) {
      throw new BackendException(
          "the cuDNN backend is built for cuDNN "
              + cudnn.CUDNN_MAJOR
              + ", and the loader finds "
              + dnnVersion()
              + "; install cuDNN "
              + cudnn.CUDNN_MAJOR);
    }
  }

  private static void requireMajor(String library, int madeFor, int runtime) {
    if (madeFor != runtime) {
      throw new BackendException(
          library
              + " is made for CUDA "
              + madeFor
              + ", and the CUDA runtime here is "
              + text(runtimeVersion())
              + "; install the library for CUDA "
              + runtime
              + ", and take others off LD_LIBRARY_PATH");
    }
  }

  /** {@code cuDNN 9.19.0, CUDA 13.1 (driver 13.1)}. */
  static String versions() {
    return "cuDNN "
        + dnnVersion()
        + ", CUDA "
        + text(runtimeVersion())
        + " (driver "
        + text(driverVersion())
        + ")";
  }

  static int runtimeVersion() {
    int[] version = new int[1];
    Status.runtime(cudart.cudaRuntimeGetVersion(version), () -> "cudaRuntimeGetVersion");
    return version[0];
  }

  static int driverVersion() {
    int[] version = new int[1];
    Status.runtime(cudart.cudaDriverGetVersion(version), () -> "cudaDriverGetVersion");
    return version[0];
  }

  /** {@code 13.2.0}. */
  static String blasVersion() {
    return blasPart(0) + "." + blasPart(1) + "." + blasPart(2);
  }

  private static int blasPart(int which) {
    int[] value = new int[1];
    Status.blas(cublas.cublasGetProperty(which, value), () -> "cublasGetProperty");
    return value[0];
  }

  /** {@code 9.19.0}. */
  static String dnnVersion() {
    long version = cudnn.cudnnGetVersion();
    return version / DNN_PER_MAJOR
        + "."
        + version % DNN_PER_MAJOR / DNN_PER_MINOR
        + "."
        + version % DNN_PER_MINOR;
  }

  /** {@code 13.1} of 13010. */
  static String text(int version) {
    return version / PER_MAJOR + "." + version % PER_MAJOR / PER_MINOR;
  }
}
