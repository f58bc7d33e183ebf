package org.sparkconvnet.backend;

import java.util.Map;

/**
 * What a backend found on this machine.
 *
 * @param library name and version, as in {@code oneDNN 3.11.0}
 * @param device what computes, as in {@code AMD EPYC, AVX2}
 * @param precisions for each precision null where it can be used, else why it can't
 */
public record BackendReport(
    String name, String library, String device, Map<Precision, String> precisions) {
  public BackendReport {
    for (Precision precision : Precision.values()) {
      if (!precisions.containsKey(precision)) {
        throw new IllegalArgumentException(
            "backend '" + name + "' does not say whether it has " + precision.text());
      }
    }
  }

  /** Throws, saying why, where {@code precision} can't be used here. */
  public void require(Precision precision) {
    String why = precisions.get(precision);
    if (why != null) {
      throw new BackendException(
          "backend '" + name + "' has no " + precision.text() + " on this machine: " + why);
    }
  }
}
