package org.sparkconvnet.cudnn;

import java.util.List;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.sparkconvnet.backend.Precision;

/** What the numbers of a piece of device memory are. */
enum ElementType {
  FLOAT32(Float.BYTES),
  BFLOAT16(Short.BYTES),
  FLOAT16(Short.BYTES),
  /** No numbers that a library reads, or of some other type: masks, labels, tables, losses. */
  OTHER(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Of activations, and of the weights that kernels read. */
  static ElementType of(Precision precision) {
    return switch (precision) {
      case FP32, TF32 -> FLOAT32;
      case BF16 -> BFLOAT16;
      case FP16 -> FLOAT16;
    };
  }

  /** Bytes of one. */
  int bytes() {
    return bytes;
  }

  /** True for the types that are half as large as float32. */
  boolean isHalf() {
    return this == BFLOAT16 || this == FLOAT16;
  }

  /** What a kernel's source is compiled with for this type; see {@code element.cuh}. */
  List<String> options() {
    return isHalf() ? List.of("-DELEMENT_" + name()) : List.of();
  }

  /** As listings mark it: nothing for float32. */
  String mark() {
    return switch (this) {
      case FLOAT32, OTHER -> "";
      case BFLOAT16 -> ":bf16";
      case FLOAT16 -> ":fp16";
    };
  }

  /** cuDNN's number for it. */
  int dnn() {
    return switch (this) {
      case FLOAT32 -> cudnn.CUDNN_DATA_FLOAT;
      case BFLOAT16 -> cudnn.CUDNN_DATA_BFLOAT16;
      case FLOAT16 -> cudnn.CUDNN_DATA_HALF;
      case OTHER -> throw new IllegalArgumentException("not a type of numbers");
    };
  }

  /** cuBLAS's number for it. */
  int blas() {
    return switch (this) {
      case FLOAT32 -> cudart.CUDA_R_32F;
      case BFLOAT16 -> cudart.CUDA_R_16BF;
      case FLOAT16 -> cudart.CUDA_R_16F;
      case OTHER -> throw new IllegalArgumentException("not a type of numbers");
    };
  }
}
