package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendProvider;

/** Offers the GPU backend under the name {@code cudnn}; nothing native is loaded before open. */
public final class CudnnProvider implements BackendProvider {
  @Override
  public String name() {
    return CudnnBackend.NAME;
  }

  @Override
  public Backend open() {
    return open(BackendOptions.DEFAULT);
  }

  @Override
  public Backend open(BackendOptions options) {
    return CudnnBackend.open(options);
  }
}
