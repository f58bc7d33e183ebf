package org.sparkconvnet.jobs;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Ctrl-C: says how to go on, and keeps quiet about what breaks while Java ends. */
final class Interruption {
  private static final AtomicBoolean ENDING = new AtomicBoolean();

  private Interruption() {}

  /** True once Java is told to end from outside. */
  static boolean isEnding() {
    return ENDING.get();
  }

  /** Runs what is to be said if Java is told to end before the answer is closed. */
  static Watch watch(Runnable farewell) {
    Thread hook =
        new Thread(
            () -> {
              ENDING.set(true);
              // What Spark's threads say while they are torn down tells nobody anything.
              Configurator.setAllLevels("", Level.OFF);
              farewell.run();
            });
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      if (!isEnding()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    };
  }

  /** Until it is closed, an interruption is answered. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
