package org.sparkconvnet.onednn.pooled;

import org.sparkconvnet.backend.BackendException;

/**
 * Whether this JVM has the Vector API. It is an incubator module: a JVM has it only where it was
 * started with {@code --add-modules jdk.incubator.vector}. No class that uses vectors may be
 * touched before this was asked.
 */
public final class VectorModule {
  /** The module's name. */
  public static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** True where the JVM was started with the module. */
  public static boolean available() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /** Throws, saying how to start the JVM, unless the module is there. */
  public static void require(String what) {
    if (!available()) {
      throw new BackendException(
          what
              + " needs the JVM flag '--add-modules "
              + NAME
              + "', which this JVM was started without; on Spark, add it to"
              + " spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
    }
  }
}
