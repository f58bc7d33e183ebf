package org.sparkconvnet.driver;

import java.io.Serializable;
import org.sparkconvnet.train.LocalResult;

/** What a worker's task sends back; plain fields, which any serializer can move. */
final class WorkerReturn implements Serializable {
  private static final long serialVersionUID = 1L;

  final byte[] vector;

  /** The optimiser's vectors where they outlive a round, else null. */
  final byte[] optimizer;

  final long examples;
  final long correct;
  final double lossSum;
  final int nonFiniteStep;
  final String nonFiniteWhere;
  final long receiveNanos;
  final long dataNanos;
  final long computeNanos;
  final long returnNanos;

  WorkerReturn(
      byte[] vector, byte[] optimizer, LocalResult result, long receiveNanos, long returnNanos) {
    this.vector = vector;
    this.optimizer = optimizer;
    this.examples = result.examples();
    this.correct = result.correct();
    this.lossSum = result.lossSum();
    this.nonFiniteStep = result.nonFiniteStep();
    this.nonFiniteWhere = result.nonFiniteWhere();
    this.receiveNanos = receiveNanos;
    this.dataNanos = result.dataNanos();
    this.computeNanos = result.computeNanos();
    this.returnNanos = returnNanos;
  }

  /** What the worker took in all. */
  long nanos() {
    return receiveNanos + dataNanos + computeNanos + returnNanos;
  }
}
