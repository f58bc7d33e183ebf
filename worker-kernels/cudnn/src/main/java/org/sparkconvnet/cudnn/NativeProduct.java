package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.FloatPointer;

/** A matrix product bound to memory. */
record NativeProduct(
    Product product,
    DeviceContext context,
    FloatPointer one,
    FloatPointer zero,
    FloatPointer a,
    FloatPointer b,
    FloatPointer c)
    implements Work {
  static NativeProduct bind(
      Product product, DeviceContext context, DeviceMemory memory, Resources resources) {
    return new NativeProduct(
        product,
        context,
        resources.keep(new FloatPointer(new float[] {1})),
        resources.keep(new FloatPointer(new float[] {0})),
        new FloatPointer(memory.at(product.a())),
        new FloatPointer(memory.at(product.b())),
        new FloatPointer(memory.at(product.c())));
  }

  @Override
  public void enqueue() {
    Status.blas(
        cublas.cublasSgemm_v2(
            context.blas(),
            operation(product.transposeA()),
            operation(product.transposeB()),
            product.m(),
            product.n(),
            product.k(),
            one,
            a,
            product.lda(),
            b,
            product.ldb(),
            zero,
            c,
            product.ldc()),
        () -> "product " + product);
  }

  private static int operation(boolean transpose) {
    return transpose ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N;
  }
}
