package org.sparkconvnet.onednn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.conformance.BackendConformance;

/** oneDNN in float32. */
final class OneDnnConformanceTest extends BackendConformance {
  @Override
  protected String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  protected Backend backend() {
    return Backends.open(OneDnnBackend.NAME);
  }
}
