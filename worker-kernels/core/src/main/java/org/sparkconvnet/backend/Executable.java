package org.sparkconvnet.backend;

import org.sparkconvnet.plan.Plan;

/**
 * A compiled plan with its memory: weights, gradients, arena. Used by one thread at a time; any
 * thread, one after another. Nothing is allocated after construction.
 *
 * <p>Arrays are copied in and out, never kept. Misuse is refused: arrays of another length than the
 * plan's and labels outside [0, classes) with {@link IllegalArgumentException}; use after close,
 * before a minibatch is loaded, or of what the plan's mode does not have, with {@link
 * IllegalStateException}. What fails on the device throws {@link BackendException}. Closing twice
 * does nothing. {@link UsageGuard} has these checks.
 */
public interface Executable extends AutoCloseable {
  /** The plan it runs. */
  Plan plan();

  /** Native memory it holds, in bytes. */
  long nativeBytes();

  /** Replaces the flat float32 parameter vector; length {@code layout().parameterCount()}. */
  void writeParameters(float[] source);

  /** Copies the flat parameter vector out. */
  void readParameters(float[] target);

  /** Replaces the flat state vector (running statistics). */
  void writeState(float[] source);

  /** Copies the flat state vector out. */
  void readState(float[] target);

  /**
   * Loads one minibatch: images (N, C, H, W) row-major float32, and in training one label per
   * example ({@code labels} is not read for inference).
   */
  void load(float[] images, int[] labels);

  /**
   * Loads one minibatch whose examples have a distribution over the classes each (N, classes) in
   * place of a label: numbers that are not negative, 1 in sum. For training plans whose loss reads
   * targets, as those made for {@link org.sparkconvnet.plan.Plan.Labelling#DISTRIBUTIONS}; others
   * refuse it with {@link IllegalStateException}. {@link #correct} then counts each example's most
   * probable class, the first of equal ones.
   */
  void loadDistributions(float[] images, float[] distributions);

  /**
   * Training plans: forward, loss and backward on the loaded minibatch; gradients of the mean loss
   * are then in the gradient vector. Running statistics are updated.
   *
   * @param seed of this step's dropout masks
   */
  void computeGradients(long seed);

  /**
   * Sum over the last minibatch of each example's loss, in double: -log softmax(logits)[label], or
   * as the plan's {@link org.sparkconvnet.plan.LossOp.TargetedLoss} says.
   */
  double lossSum();

  /**
   * How many of the last minibatch's labels had the largest logit; whether a label counts that only
   * equals the largest is the backend's choice, and always the same.
   */
  int correct();

  /** Copies the flat gradient vector out. */
  void readGradients(float[] target);

  /** Replaces the flat gradient vector, from which {@link #descend} steps. */
  void writeGradients(float[] source);

  /**
   * One step of stochastic gradient descent on the parameters: w -= rate (gradient + decay w),
   * decay for those parameters that {@link org.sparkconvnet.network.Parameter#decays}.
   */
  void descend(float rate, float decay);

  /**
   * One step of the rule that it was compiled for, on the gradients computed last. Plain SGD's is
   * {@link #descend} with the rule's weight decay, to the bit.
   *
   * @param rate the learning rate
   * @param step number of this update, from 1, since the optimiser's vectors were zero
   */
  void update(float rate, long step);

  /**
   * Replaces what the optimiser keeps between updates, zero at first: its vectors one after
   * another; length {@link org.sparkconvnet.optimizer.UpdateRule#stateCount}.
   */
  void writeOptimizerState(float[] source);

  /** Copies what the optimiser keeps out. */
  void readOptimizerState(float[] target);

  /**
   * Inference plans: forward on the loaded minibatch, logits (N, classes) row-major into target.
   */
  void infer(float[] target);

  @Override
  void close();
}
