package org.sparkconvnet.cudnn;

import java.util.function.Supplier;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.sparkconvnet.backend.BackendException;

/** Turns the libraries' status codes into exceptions that say what was called and why it failed. */
final class Status {
  private static final int DETAIL_BYTES = 512;

  private Status() {}

  /** Of the CUDA runtime. */
  static void runtime(int status, Supplier<String> call) {
    if (status != cudart.cudaSuccess) {
      fail("CUDA", call, runtimeText(status), status, Remedy.of(status));
    }
  }

  /** Of the CUDA driver. */
  static void driver(int status, Supplier<String> call) {
    if (status != cudart.CUDA_SUCCESS) {
      fail("CUDA driver", call, driverText(status), status, Remedy.of(status));
    }
  }

  /** Of cuBLAS. */
  static void blas(int status, Supplier<String> call) {
    if (status != cublas.CUBLAS_STATUS_SUCCESS) {
      fail("cuBLAS", call, text(cublas.cublasGetStatusString(status)), status, behind());
    }
  }

  /** Of cuDNN. */
  static void dnn(int status, Supplier<String> call) {
    if (status != cudnn.CUDNN_STATUS_SUCCESS) {
      String what = text(cudnn.cudnnGetErrorString(status));
      byte[] detail = new byte[DETAIL_BYTES];
      cudnn.cudnnGetLastErrorString(detail, DETAIL_BYTES);
      String more = text(detail);
      String remedy =
          status == cudnn.CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH
                  || status == cudnn.CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED
              ? "cuDNN's libraries (libcudnn*.so.9) are not all there in one version; install"
                  + " cuDNN 9 anew and take other copies off LD_LIBRARY_PATH"
              : behind();
      fail("cuDNN", call, more.isEmpty() ? what : what + ", " + more, status, remedy);
    }
  }

  /** Of the run-time compiler. */
  static void compiler(int status, Supplier<String> call) {
    if (status != nvrtc.NVRTC_SUCCESS) {
      fail("NVRTC", call, text(nvrtc.nvrtcGetErrorString(status)), status, "");
    }
  }

  private static void fail(
      String library, Supplier<String> call, String meaning, int status, String remedy) {
    Device device = Device.inUse();
    throw new BackendException(
        library
            + ": "
            + call.get()
            + " failed"
            + (device == null ? "" : " on GPU " + device.number() + ", " + device.name())
            + ": "
            + meaning
            + " (status "
            + status
            + ")"
            + (remedy.isEmpty() ? "" : "; " + remedy));
  }

  /** CUDA's own error behind that of a library that has only said that something failed. */
  private static String behind() {
    int status = cudart.cudaPeekAtLastError();
    return status == cudart.cudaSuccess
        ? ""
        : "behind it CUDA: " + runtimeText(status) + "; " + Remedy.of(status);
  }

  private static String runtimeText(int status) {
    return text(cudart.cudaGetErrorName(status)) + ", " + text(cudart.cudaGetErrorString(status));
  }

  private static String driverText(int status) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      if (cudart.cuGetErrorName(status, name) != cudart.CUDA_SUCCESS) {
        return "an error without a name";
      }
      return text(name.get(BytePointer.class, 0));
    }
  }

  private static String text(BytePointer text) {
    return text == null || text.isNull() ? "an error without a name" : text.getString();
  }

  private static String text(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8).strip();
  }
}
