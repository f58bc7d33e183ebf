package org.sparkconvnet.onednn;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * The OpenMP runtime that oneDNN runs on. One executable runs on one thread, and several run side
 * by side: one per core is faster than one on all cores, and needs no agreement between threads.
 */
final class OpenMp {
  private OpenMp() {}

  /** Binds to the library at {@code path}, which must be the copy that oneDNN is linked with. */
  static void bind(Path path) {
    Native.register(OpenMp.class, NativeLibrary.getInstance(path.toString()));
  }

  /** Lets the calling thread's OpenMP regions run on it alone. OpenMP keeps this per thread. */
  static void useOneThread() {
    omp_set_num_threads(1);
  }

  /** Threads that the calling thread's next OpenMP region would use. */
  static int threads() {
    return omp_get_max_threads();
  }

  private static native void omp_set_num_threads(int threads);

  private static native int omp_get_max_threads();
}
