package org.sparkconvnet.driver;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.sparkconvnet.train.Bf16;

/**
 * How a worker packs what it arrived at in one round. State always goes as float32, after the
 * parameters.
 *
 * <p>As differences d = (w_i - w) + e, where e is the residual that the worker's last rounding left
 * (Seide et al., 1-bit stochastic gradient descent, 2014; Karimireddy et al., Error feedback fixes
 * SignSGD, 2019): either rounded to bfloat16, which leaves a new residual d - bf16(d), or whole,
 * which leaves none.
 */
final class Packing implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** What is packed. */
  enum Kind {
    /** The weights w_i in float32. */
    WEIGHTS(Float.BYTES),
    /** Differences in bfloat16. */
    ROUNDED_DELTAS(Short.BYTES),
    /** Differences in float32. */
    WHOLE_DELTAS(Float.BYTES);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of one parameter. */
    int bytes() {
      return bytes;
    }
  }

  static final Packing WEIGHTS = new Packing(Kind.WEIGHTS, Residuals.NONE, Residuals.NONE);

  private final Kind kind;
  private final int before;
  private final int after;

  /**
   * @param before names the residuals that the last round left, {@link Residuals#NONE} for zeros
   * @param after names those that this round leaves
   */
  Packing(Kind kind, int before, int after) {
    this.kind = kind;
    this.before = before;
    this.after = after;
  }

  Kind kind() {
    return kind;
  }

  /** Names the residuals that this round leaves. */
  int after() {
    return after;
  }

  /** Whether a worker can do its part: its residual, if one is needed, is still somewhere. */
  float[] residual(int worker, int length) {
    return before == Residuals.NONE ? new float[length] : Residuals.find(before, worker);
  }

  /** Whether residuals matter. */
  boolean hasResiduals() {
    return kind != Kind.WEIGHTS;
  }

  /**
   * Packs, and keeps the residual where one is left.
   *
   * @param residual of the worker's last round; written over; null where residuals do not matter
   */
  byte[] pack(int worker, Weights start, float[] parameters, float[] state, float[] residual) {
    if (kind == Kind.WEIGHTS) {
      return Floats.encode(parameters, state);
    }
    int offset = Math.multiplyExact(parameters.length, kind.bytes());
    byte[] bytes = new byte[Math.addExact(offset, state.length * Float.BYTES)];
    if (kind == Kind.WHOLE_DELTAS) {
      packWhole(start.parameters(), parameters, residual, bytes);
    } else {
      packRounded(start.parameters(), parameters, residual, bytes);
      Residuals.keep(after, worker, residual);
    }
    for (int i = 0; i < state.length; i++) {
      FLOATS.set(bytes, offset + i * Float.BYTES, state[i]);
    }
    return bytes;
  }

  static void packWhole(float[] start, float[] end, float[] residual, byte[] bytes) {
    for (int i = 0; i < end.length; i++) {
      FLOATS.set(bytes, i * Float.BYTES, end[i] - start[i] + residual[i]);
    }
  }

  static void packRounded(float[] start, float[] end, float[] residual, byte[] bytes) {
    for (int i = 0; i < end.length; i++) {
      float delta = end[i] - start[i] + residual[i];
      short rounded = Bf16.of(delta);
      residual[i] = delta - Bf16.toFloat(rounded);
      SHORTS.set(bytes, i * Short.BYTES, rounded);
    }
  }
}
