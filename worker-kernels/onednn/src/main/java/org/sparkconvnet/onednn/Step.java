package org.sparkconvnet.onednn;

/** One call, built: bound to its memory and ready to run any number of times. */
interface Step {
  void run();

  /** Bytes of arrays on the Java heap that it holds for as long as it lives. */
  default long heapBytes() {
    return 0;
  }
}
