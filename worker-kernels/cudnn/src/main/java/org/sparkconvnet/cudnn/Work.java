package org.sparkconvnet.cudnn;

/** A call bound to memory and handles, ready to be given to the stream again and again. */
interface Work {
  void enqueue();
}
