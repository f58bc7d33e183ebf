package org.sparkconvnet.onednn;

import java.time.Duration;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.conformance.BackendConformance;

/** oneDNN in float32. */
final class OneDnnConformanceTest extends BackendConformance {
  /** Whatever tuning chooses must be right; how well it chooses is no matter here. */
  private static final TuningTimes HASTY =
      new TuningTimes(
          Duration.ofMillis(50),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  @Override
  protected String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  protected Backend backend() {
    return new OneDnnBackend(OneDnnLibrary.load(), HASTY);
  }
}
