package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.conformance.BackendConformance;
import org.sparkconvnet.cudnn.standins.StandIns;

/**
 * The suite over the CPU stand-ins for the CUDA libraries; with {@code -Dcuda=real} over the
 * machine's own. Where neither can be had, skipped.
 */
final class CudnnConformanceTest extends BackendConformance {
  @Override
  protected String name() {
    return CudnnBackend.NAME;
  }

  @Override
  protected Backend backend() {
    if (!"real".equals(System.getProperty("cuda"))) {
      if (!StandIns.available()) {
        throw new BackendException("no stand-ins for CUDA: " + StandIns.whyNot());
      }
      StandIns.load();
    }
    return Backends.open(CudnnBackend.NAME);
  }
}
