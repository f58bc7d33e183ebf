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
 * @param device number of the device to compute on, from 0, as its libraries count; of no effect
 *     where all of the machine is the device
 */
public record BackendOptions(String cacheDirectory, boolean debug, int device)
    implements Serializable {
  /** Nothing kept, no waiting, the first device. */
  public static final BackendOptions DEFAULT = new BackendOptions("", false, 0);

  public BackendOptions {
    if (device < 0) {
      throw new IllegalArgumentException("devices are numbered from 0, got " + device);
    }
  }

  /** The same with a cache. */
  public BackendOptions withCacheDirectory(String directory) {
    return new BackendOptions(directory, debug, device);
  }

  /** The same with or without waiting. */
  public BackendOptions withDebug(boolean on) {
    return new BackendOptions(cacheDirectory, on, device);
  }

  /** The same on another device. */
  public BackendOptions withDevice(int number) {
    return new BackendOptions(cacheDirectory, debug, number);
  }
}
