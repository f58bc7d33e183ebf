package org.sparkconvnet.train;

/**
 * The driver's step over what the workers return:
 *
 * <pre>
 * delta = sum_i n_i (w_i - w) / sum_i n_i       summed in double, in worker order
 * v     = mu v + delta
 * w     = w + rate v                            or, with Nesterov momentum, w + rate (mu v + delta)
 * </pre>
 *
 * <p>Each element is summed in double in the order of {@link #add} calls and rounded to float once,
 * so the bits depend on that order alone.
 */
public final class OuterStep {
  private final double momentum;
  private final boolean nesterov;
  private final double rate;
  private final double[] deltas;
  private double weight;

  /** A step for vectors of {@code length}. */
  public OuterStep(int length, double momentum, boolean nesterov, double rate) {
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.rate = rate;
    this.deltas = new double[length];
  }

  /** Plain averaging, as for running statistics. */
  public static OuterStep averaging(int length) {
    return new OuterStep(length, 0, false, 1);
  }

  /** Adds one worker's vector, of weight {@code examples}. */
  public void add(float[] start, float[] returned, long examples) {
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] += examples * ((double) returned[i] - start[i]);
    }
    weight += examples;
  }

  /** Moves {@code values} and {@code velocity} and forgets what was added. */
  public void apply(float[] values, float[] velocity) {
    for (int i = 0; i < deltas.length; i++) {
      double delta = deltas[i] / weight;
      double moved = momentum * velocity[i] + delta;
      velocity[i] = (float) moved;
      values[i] = (float) (values[i] + rate * (nesterov ? momentum * moved + delta : moved));
      deltas[i] = 0;
    }
    weight = 0;
  }
}
