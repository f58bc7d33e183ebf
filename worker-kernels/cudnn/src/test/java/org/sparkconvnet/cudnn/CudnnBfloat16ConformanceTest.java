package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Precision;

/** cuDNN in bfloat16. */
final class CudnnBfloat16ConformanceTest extends CudnnConformance {
  @Override
  protected Precision precision() {
    return Precision.BF16;
  }
}
