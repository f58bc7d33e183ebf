package org.sparkconvnet.onednn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.conformance.BackendConformance;

/** oneDNN in bfloat16; needs AVX-512, and is skipped elsewhere. */
final class OneDnnBfloat16ConformanceTest extends BackendConformance {
  @Override
  protected String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  protected Precision precision() {
    return Precision.BF16;
  }

  @Override
  protected Backend backend() {
    return Backends.open(OneDnnBackend.NAME);
  }
}
