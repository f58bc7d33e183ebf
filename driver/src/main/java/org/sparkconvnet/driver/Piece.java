package org.sparkconvnet.driver;

import java.io.Serializable;

/** A range of one worker's weights, or all that it returned besides, on its way to an executor. */
final class Piece implements Serializable {
  private static final long serialVersionUID = 1L;

  final int worker;
  final long examples;

  /** Little-endian float32; null where the rest comes along. */
  final byte[] weights;

  /** What was returned besides; null in a range of weights. */
  final WorkerReturn rest;

  Piece(int worker, long examples, byte[] weights, WorkerReturn rest) {
    this.worker = worker;
    this.examples = examples;
    this.weights = weights;
    this.rest = rest;
  }
}
