package org.sparkconvnet.conformance;

import java.util.EnumSet;
import java.util.Set;
import org.sparkconvnet.backend.Precision;

/**
 * In which formats a backend holds its numbers.
 *
 * @param precision of activations
 * @param narrowed what else is held in it
 */
record Formats(Precision precision, Set<Narrowed> narrowed) {
  Formats {
    narrowed = narrowed.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(narrowed));
  }

  /** Nothing narrowed. */
  static Formats of(Precision precision) {
    return new Formats(precision, Set.of());
  }
}
