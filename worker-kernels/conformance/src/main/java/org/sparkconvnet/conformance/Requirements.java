package org.sparkconvnet.conformance;

import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.sparkconvnet.backend.Precision;

/**
 * Turns skips into failures on machines that must not skip. {@code -Drequire=onednn,cudnn/bf16}
 * says: here the backend {@code onednn} must run, in float32 at least, and {@code cudnn} in
 * bfloat16. What is not required and can't run is skipped, and {@link SkipReasons} says why.
 */
public final class Requirements {
  /** The system property that lists what must run, separated by commas. */
  public static final String PROPERTY = "require";

  private Requirements() {}

  /** Ends the calling test: fails it where the run requires the backend, else skips it. */
  public static void skip(String backend, Precision precision, String reason) {
    skip(System.getProperty(PROPERTY, ""), backend, precision, reason);
  }

  static void skip(String setting, String backend, Precision precision, String reason) {
    String what = backend + "/" + precision.text();
    if (required(setting, backend, precision)) {
      Assertions.fail("-D" + PROPERTY + " asks for " + what + ", which can't run here: " + reason);
    }
    Assumptions.abort(what + ": " + reason);
  }

  /** True where {@code setting} names the backend (and, for bfloat16, the precision too). */
  static boolean required(String setting, String backend, Precision precision) {
    return Arrays.stream(setting.split(","))
        .map(String::strip)
        .anyMatch(
            entry ->
                entry.equals(backend + "/" + precision.text())
                    || entry.equals(backend) && precision == Precision.FP32);
  }
}
