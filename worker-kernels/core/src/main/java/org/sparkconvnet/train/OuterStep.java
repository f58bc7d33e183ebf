package org.sparkconvnet.train;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

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
 * so the bits depend on that order alone. Elements do not depend on each other: long vectors are
 * worked on by all cores.
 */
public final class OuterStep {
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final double momentum;
  private final boolean nesterov;
  private final double rate;
  private final int length;
  private double[] deltas; // made when first added to: who moves by means needs none
  private double weight;

  /** A step for vectors of {@code length}. */
  public OuterStep(int length, double momentum, boolean nesterov, double rate) {
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.rate = rate;
    this.length = length;
  }

  /** Plain averaging, as for running statistics. */
  public static OuterStep averaging(int length) {
    return new OuterStep(length, 0, false, 1);
  }

  /** Adds one worker's vector, of weight {@code examples}. */
  public void add(float[] start, float[] returned, long examples) {
    double[] sums = sums();
    Blocks.each(
        length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            sums[i] += examples * ((double) returned[i] - start[i]);
          }
        });
    weight += examples;
  }

  /**
   * Likewise, where the vector lies as little-endian float32 in {@code bytes} from {@code offset}.
   */
  public void add(float[] start, byte[] bytes, int offset, long examples) {
    double[] sums = sums();
    Blocks.each(
        length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float returned = (float) FLOATS.get(bytes, offset + i * Float.BYTES);
            sums[i] += examples * ((double) returned - start[i]);
          }
        });
    weight += examples;
  }

  /** Adds one worker's w_i - w, which lies as little-endian float32 in {@code bytes}. */
  public void addDeltas(byte[] bytes, int offset, long examples) {
    double[] sums = sums();
    Blocks.each(
        length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            sums[i] += examples * (double) (float) FLOATS.get(bytes, offset + i * Float.BYTES);
          }
        });
    weight += examples;
  }

  /** Adds one worker's w_i - w, which lies as little-endian bfloat16 in {@code bytes}. */
  public void addBf16Deltas(byte[] bytes, int offset, long examples) {
    double[] sums = sums();
    Blocks.each(
        length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            short bits = (short) SHORTS.get(bytes, offset + i * Short.BYTES);
            sums[i] += examples * (double) Bf16.toFloat(bits);
          }
        });
    weight += examples;
  }

  /** Moves {@code values} and {@code velocity} and forgets what was added. */
  public void apply(float[] values, float[] velocity) {
    double[] sums = sums();
    double divisor = weight;
    Blocks.each(
        length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            move(i, sums[i] / divisor, values, velocity);
            sums[i] = 0;
          }
        });
    weight = 0;
  }

  /**
   * Moves the {@code count} elements from {@code first} by their mean delta, which lies as
   * little-endian float32 at the start of {@code mean}.
   */
  public void move(byte[] mean, int first, int count, float[] values, float[] velocity) {
    Blocks.each(
        count,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            move(first + i, (float) FLOATS.get(mean, i * Float.BYTES), values, velocity);
          }
        });
  }

  /** The mean delta of what was added, as little-endian float32; forgets what was added. */
  public byte[] mean() {
    byte[] mean = new byte[Math.multiplyExact(length, Float.BYTES)];
    double[] sums = sums();
    for (int i = 0; i < length; i++) {
      FLOATS.set(mean, i * Float.BYTES, (float) (sums[i] / weight));
    }
    clear();
    return mean;
  }

  /** Forgets what was added, where that is not to count. */
  public void clear() {
    if (weight != 0) {
      Arrays.fill(deltas, 0);
      weight = 0;
    }
  }

  private void move(int i, double delta, float[] values, float[] velocity) {
    double moved = momentum * velocity[i] + delta;
    velocity[i] = (float) moved;
    values[i] = (float) (values[i] + rate * (nesterov ? momentum * moved + delta : moved));
  }

  private double[] sums() {
    if (deltas == null) {
      deltas = new double[length];
    }
    return deltas;
  }
}
