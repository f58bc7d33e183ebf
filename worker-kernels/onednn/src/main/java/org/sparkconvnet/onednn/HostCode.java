package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.util.List;

/** What a host call does: Java code that a program runs between primitives. */
interface HostCode {
  /** Its name in a program's text. */
  String text();

  /**
   * Binds the code to the memory of its arguments, in order; whatever it needs besides is made
   * here, so that running allocates nothing.
   */
  Step bind(List<ByteBuffer> memory, StepState state);
}
