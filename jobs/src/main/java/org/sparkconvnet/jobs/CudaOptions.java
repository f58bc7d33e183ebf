package org.sparkconvnet.jobs;

import org.sparkconvnet.backend.BackendOptions;
import picocli.CommandLine.Option;

/** How the GPU's backend is opened. */
final class CudaOptions {
  @Option(
      names = "--cuda-debug",
      order = 48,
      description = "Wait for each call on the GPU, so that an error names its own (slow).")
  private boolean debug;

  /** Throws {@link UsageException} where another backend than the GPU's computes. */
  BackendOptions backendOptions(String backend) {
    if (debug && !backend.equals(BackendChoice.GPU)) {
      throw new UsageException(
          "--cuda-debug is for --backend " + BackendChoice.GPU + ", and " + backend + " computes");
    }
    return CacheDirectory.backendOptions().withDebug(debug);
  }
}
