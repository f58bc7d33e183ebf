package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;

/** cuDNN with tensor cores that read float32 as tf32. */
final class CudnnTf32ConformanceTest extends CudnnConformance {
  @Override
  protected Precision precision() {
    return Precision.TF32;
  }
}
