package org.sparkconvnet.cudnn.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * CPU stand-ins for the CUDA libraries: they let the backend's Java code run, behind the real
 * JavaCPP bindings, on a machine that has no GPU. They must be loaded before any class of {@code
 * org.bytedeco.cuda} is initialised, and then hold for the whole JVM, even where real CUDA
 * libraries are installed.
 */
public final class StandIns {

  private static StandInBuild.Built built;
  private static String whyNot;
  private static boolean loaded;

  private StandIns() {}

  /**
   * Builds the stand-ins, unless an earlier run on this machine has, and tells whether they can be
   * loaded here: on x86-64 Linux with g++. {@link #whyNot} has the reason if not.
   *
   * @throws IllegalStateException if g++ is there but does not build them; the message holds what
   *     it said
   */
  public static synchronized boolean available() {
    if (built == null && whyNot == null) {
      whyNot = StandInBuild.whyImpossible();
      if (whyNot == null) {
        build();
      }
    }
    return whyNot == null;
  }

  /** Why they are not available; null if they are. */
  public static synchronized String whyNot() {
    available();
    return whyNot;
  }

  /**
   * Lets every later use of the bindings in this JVM run on the stand-ins.
   *
   * @throws IllegalStateException if they are not available
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    if (!available()) {
      throw new IllegalStateException("CUDA stand-ins: " + whyNot);
    }
    keepCacheApart(built.folder());
    // The dynamic linker takes a library that is loaded for whatever names its soname as needed, so
    // the bindings' own
    // libraries find these. Each comes after those that it needs.
    for (String soname : built.sonames()) {
      System.load(built.folder().resolve(soname).toString());
    }
    loaded = true;
  }

  /** The file of one library, for loading it in other ways; the stand-ins must be available. */
  static synchronized Path library(String soname) {
    available();
    return built.folder().resolve(soname);
  }

  private static void build() {
    try {
      built = StandInBuild.build();
    } catch (IOException e) {
      throw new UncheckedIOException("CUDA stand-ins", e);
    }
  }

  /**
   * JavaCPP links the CUDA libraries that it finds into the folder into which it unpacks its own,
   * where later runs find them; so runs with stand-ins get a folder of their own. It looks for
   * libraries in the link path first.
   */
  private static void keepCacheApart(Path folder) {
    System.setProperty(
        "org.bytedeco.javacpp.cachedir", folder.resolveSibling("javacpp").toString());
    System.setProperty("org.bytedeco.javacpp.platform.linkpath", folder.toString());
  }
}
