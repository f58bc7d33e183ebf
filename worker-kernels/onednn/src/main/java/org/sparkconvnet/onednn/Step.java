package org.sparkconvnet.onednn;

/** One call, built: bound to its memory and ready to run any number of times. */
interface Step {
  void run();
}
