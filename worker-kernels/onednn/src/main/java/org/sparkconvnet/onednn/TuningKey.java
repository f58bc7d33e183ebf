package org.sparkconvnet.onednn;

import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.io.Digests;
import org.sparkconvnet.plan.Plan;

/**
 * What a tuning was made for. The processor's name says where its times come from; the rest decides
 * which kernels the choices stand for, and must agree for equal bits.
 *
 * @param cpu the processor's name
 * @param kernels instruction set, library version, precision and the plan's digest
 */
record TuningKey(String cpu, String kernels) {
  private static final String SEPARATOR = "; ";

  static TuningKey of(OneDnnLibrary library, Precision precision, Plan plan) {
    return new TuningKey(
        library.cpu(),
        String.join(
            SEPARATOR,
            library.instructions(),
            "oneDNN " + library.version(),
            precision.text(),
            "plan sha256 " + Digests.sha256(plan.print())));
  }

  String text() {
    return cpu + SEPARATOR + kernels;
  }

  /** Throws unless the tuning is of this backend and was made for the same kernels, or for any. */
  void requireFits(Tuning tuning) {
    if (!tuning.backend().equals(OneDnnBackend.NAME)) {
      throw new BackendException(
          "a tuning of backend '"
              + tuning.backend()
              + "' cannot be used by '"
              + OneDnnBackend.NAME
              + "'");
    }
    if (!tuning.key().isEmpty() && !tuning.key().endsWith(SEPARATOR + kernels)) {
      throw new BackendException(
          "the tuning was made for '" + tuning.key() + "' and not for '" + text() + "'");
    }
  }
}
