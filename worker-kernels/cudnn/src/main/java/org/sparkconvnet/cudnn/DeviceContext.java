package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.sparkconvnet.backend.Precision;

/** A stream of a GPU, with the libraries' handles that give it their work. */
final class DeviceContext implements AutoCloseable {
  private static final int NON_BLOCKING = 1;

  private final Resources resources = new Resources();
  private final Device device;
  private final CUstream_st stream = new CUstream_st();
  private final cublasContext blas = new cublasContext();
  private final cudnnContext dnn = new cudnnContext();

  private DeviceContext(Device device) {
    this.device = device;
  }

  static DeviceContext open(Device device, Precision precision) {
    DeviceContext context = new DeviceContext(device);
    try {
      context.create(precision);
      return context;
    } catch (RuntimeException | Error failed) {
      context.close();
      throw failed;
    }
  }

  private void create(Precision precision) {
    device.use();
    Status.runtime(
        cudart.cudaStreamCreateWithFlags(stream, NON_BLOCKING), () -> "cudaStreamCreateWithFlags");
    resources.onClose(() -> cudart.cudaStreamDestroy(stream));
    Status.blas(cublas.cublasCreate_v2(blas), () -> "cublasCreate");
    resources.onClose(() -> cublas.cublasDestroy_v2(blas));
    Status.blas(cublas.cublasSetStream_v2(blas, stream), () -> "cublasSetStream");
    // Float32 throughout, and no split sums whose order may change; with tensor cores at least no
    // sums of less than float32.
    int mode =
        precision == Precision.FP32
            ? cublas.CUBLAS_PEDANTIC_MATH
            : cublas.CUBLAS_DEFAULT_MATH | cublas.CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;
    Status.blas(cublas.cublasSetMathMode(blas, mode), () -> "cublasSetMathMode");
    Status.dnn(cudnn.cudnnCreate(dnn), () -> "cudnnCreate");
    resources.onClose(() -> cudnn.cudnnDestroy(dnn));
    Status.dnn(cudnn.cudnnSetStream(dnn, stream), () -> "cudnnSetStream");
  }

  Device device() {
    return device;
  }

  CUstream_st stream() {
    return stream;
  }

  cublasContext blas() {
    return blas;
  }

  cudnnContext dnn() {
    return dnn;
  }

  /** Waits for all that the stream was given. */
  void await() {
    Status.runtime(
        cudart.cudaStreamSynchronize(stream),
        () ->
            "one of the calls since the last wait (--cuda-debug tells which), or waiting for the"
                + " work of "
                + device.name());
  }

  @Override
  public void close() {
    resources.close();
  }
}
