package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;

/** cuDNN in float16 with a scaled loss. */
final class CudnnFloat16ConformanceTest extends CudnnConformance {
  @Override
  protected Precision precision() {
    return Precision.FP16;
  }
}
