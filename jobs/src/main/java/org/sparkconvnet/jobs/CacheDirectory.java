package org.sparkconvnet.jobs;

import java.nio.file.Path;
import org.sparkconvnet.backend.BackendOptions;

/** Where things that can be made again are kept, by the XDG base directory specification. */
final class CacheDirectory {
  private CacheDirectory() {}

  /** The folder of what timing decided, on each machine's own disk. */
  static String tunings() {
    return folder().resolve("tunings").toString();
  }

  /** How a backend is opened that may keep what it compiled. */
  static BackendOptions backendOptions() {
    return BackendOptions.DEFAULT.withCacheDirectory(folder().toString());
  }

  static Path folder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null && cache.startsWith("/")) {
      return Path.of(cache, "spark-convnet");
    }
    String home = System.getenv("HOME");
    return Path.of(
        home == null || home.isEmpty() ? System.getProperty("user.home") : home,
        ".cache",
        "spark-convnet");
  }
}
