package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_invalid_arguments;
import static org.bytedeco.dnnl.global.dnnl.dnnl_out_of_memory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_runtime_error;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import java.util.function.Supplier;
import org.sparkconvnet.backend.BackendException;

/** Turns oneDNN's status codes into exceptions. */
final class Status {
  private Status() {}

  /** Throws, saying what was called, unless {@code status} is success. */
  static void check(int status, Supplier<String> what) {
    if (status != dnnl_success) {
      throw new BackendException("oneDNN: " + what.get() + " failed: " + text(status));
    }
  }

  /** The status in words. */
  static String text(int status) {
    String meaning =
        switch (status) {
          case dnnl_success -> "success";
          case dnnl_out_of_memory -> "out of memory";
          case dnnl_invalid_arguments -> "invalid arguments";
          case dnnl_unimplemented -> "not implemented for this machine, type or shape";
          case dnnl_runtime_error -> "runtime error";
          default -> "unknown";
        };
    return meaning + " (status " + status + ")";
  }
}
