package org.sparkconvnet.onednn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendProvider;

/** Offers the CPU backend under the name {@code onednn}; nothing native is loaded before open. */
public final class OneDnnProvider implements BackendProvider {
  @Override
  public String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  public Backend open() {
    return new OneDnnBackend(OneDnnLibrary.load(), TuningTimes.THOROUGH);
  }
}
