package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;

/** cuDNN in strict float32: all cases, and all their bits. */
final class CudnnConformanceTest extends CudnnConformance {
  @Override
  protected Precision precision() {
    return Precision.FP32;
  }
}
