package org.sparkconvnet.driver;

import java.io.Serializable;
import org.sparkconvnet.train.LocalResult;

/** What a worker's task sends back; plain fields, which any serializer can move. */
final class WorkerReturn implements Serializable {
  private static final long serialVersionUID = 1L;

  private byte[] vector;

  /** How the vector is packed. */
  final Packing.Kind packed;

  /** Whether the worker did nothing, because the residual of its last rounding is lost. */
  final boolean residualLost;

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
      byte[] vector,
      Packing.Kind packed,
      byte[] optimizer,
      LocalResult result,
      long receiveNanos,
      long returnNanos) {
    this.vector = vector;
    this.packed = packed;
    this.residualLost = vector == null;
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

  /** What a worker returns that counts nothing but examples. */
  WorkerReturn(byte[] vector, Packing.Kind packed, long examples) {
    this.vector = vector;
    this.packed = packed;
    this.residualLost = vector == null;
    this.optimizer = null;
    this.examples = examples;
    this.correct = 0;
    this.lossSum = 0;
    this.nonFiniteStep = -1;
    this.nonFiniteWhere = "";
    this.receiveNanos = 0;
    this.dataNanos = 0;
    this.computeNanos = 0;
    this.returnNanos = 0;
  }

  /** What a worker returns that lacks the residual of its last rounding. */
  static WorkerReturn withoutResidual() {
    return new WorkerReturn(null, Packing.Kind.ROUNDED_DELTAS, 0);
  }

  /**
   * The parameters, then the state, as {@link #packed} says; afterwards they are gone from here.
   */
  byte[] takeVector() {
    byte[] taken = vector;
    vector = null;
    return taken;
  }

  /** Puts another vector in the place of one that was taken. */
  void putVector(byte[] other) {
    vector = other;
  }

  /** What the worker took in all. */
  long nanos() {
    return receiveNanos + dataNanos + computeNanos + returnNanos;
  }
}
