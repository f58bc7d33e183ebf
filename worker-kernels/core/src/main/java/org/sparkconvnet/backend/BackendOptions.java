package org.sparkconvnet.backend;

import java.io.Serializable;

/**
 * How a backend is opened; nothing of it changes what is computed. The environment is not read
 * here: whoever opens a backend says it.
 *
 * @param cacheDirectory where the backend may keep what it can make again (compiled kernels), a
 *     path on its own machine's disk; empty for nowhere
 * @param debug wait for each call on a device, so that an error is that of the call that made it;
 *     slow, and of no effect where calls do not run on their own
 */
public record BackendOptions(String cacheDirectory, boolean debug) implements Serializable {
  /** Nothing kept, and no waiting. */
  public static final BackendOptions DEFAULT = new BackendOptions("", false);

  /** The same with a cache. */
  public BackendOptions withCacheDirectory(String directory) {
    return new BackendOptions(directory, debug);
  }

  /** The same with or without waiting. */
  public BackendOptions withDebug(boolean on) {
    return new BackendOptions(cacheDirectory, on);
  }
}
