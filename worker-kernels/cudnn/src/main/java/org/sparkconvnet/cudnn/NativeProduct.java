package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.sparkconvnet.backend.Precision;

/** A matrix product bound to memory. */
record NativeProduct(
    Product product,
    Precision precision,
    DeviceContext context,
    FloatPointer one,
    FloatPointer zero,
    Pointer a,
    Pointer b,
    Pointer c)
    implements Work {
  static NativeProduct bind(
      Product product,
      Precision precision,
      DeviceContext context,
      DeviceMemory memory,
      Resources resources) {
    return new NativeProduct(
        product,
        precision,
        context,
        resources.keep(new FloatPointer(new float[] {1})),
        resources.keep(new FloatPointer(new float[] {0})),
        new FloatPointer(memory.at(product.a())),
        new FloatPointer(memory.at(product.b())),
        new FloatPointer(memory.at(product.c())));
  }

  @Override
  public void enqueue() {
    Status.blas(precision == Precision.FP32 ? single() : mixed(), () -> "product " + product);
  }

  private int single() {
    return cublas.cublasSgemm_v2(
        context.blas(),
        operation(product.transposeA()),
        operation(product.transposeB()),
        product.m(),
        product.n(),
        product.k(),
        one,
        (FloatPointer) a,
        product.lda(),
        (FloatPointer) b,
        product.ldb(),
        zero,
        (FloatPointer) c,
        product.ldc());
  }

  /** Sums in float32 whatever the operands are. */
  private int mixed() {
    return cublas.cublasGemmEx(
        context.blas(),
        operation(product.transposeA()),
        operation(product.transposeB()),
        product.m(),
        product.n(),
        product.k(),
        one,
        a,
        product.a().type().blas(),
        product.lda(),
        b,
        product.b().type().blas(),
        product.ldb(),
        zero,
        c,
        product.c().type().blas(),
        product.ldc(),
        precision == Precision.TF32
            ? cublas.CUBLAS_COMPUTE_32F_FAST_TF32
            : cublas.CUBLAS_COMPUTE_32F,
        cublas.CUBLAS_GEMM_DEFAULT);
  }

  private static int operation(boolean transpose) {
    return transpose ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N;
  }
}
