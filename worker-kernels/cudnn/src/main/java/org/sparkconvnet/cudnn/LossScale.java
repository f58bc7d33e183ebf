package org.sparkconvnet.cudnn;

import java.util.List;

/**
 * The factor by which a float16 step multiplies the loss's gradient, so that small derivatives stay
 * above float16's smallest number (2^-24), and where it lies on the device: factor and inverse
 * (float32), then whether a gradient overflowed (int32).
 *
 * <p>A step starts at {@link #FIRST} and is repeated with a 16th of the factor while some gradient
 * is infinite or not a number, down to {@link #LAST}; what it gives then stands. Nothing is carried
 * from step to step, so a step's bits follow from weights, minibatch and seed alone, wherever and
 * however often it is run.
 */
final class LossScale {
  /** The factor that is tried first. */
  static final float FIRST = 4096;

  /** The factor below which none is tried. */
  static final float LAST = 1;

  private static final float BACK_OFF = 16;

  /** Of {@link Region#SCALING}. */
  static final long BYTES = 4L * Float.BYTES;

  private LossScale() {}

  /** The factor after one that overflowed. */
  static float after(float factor) {
    return factor / BACK_OFF;
  }

  /** Factor, then inverse. */
  static Slot factors() {
    return new Slot("loss.scale", Region.SCALING, 0, 2L * Float.BYTES);
  }

  /** 1 where a gradient was not finite, else 0. */
  static Slot overflow() {
    return new Slot(
        "loss.overflow", Region.SCALING, 2L * Float.BYTES, Integer.BYTES, ElementType.OTHER);
  }

  /** Forgets the last step's overflow and keeps the state. */
  static CudaCall begin(int state) {
    long bytes = (long) Float.BYTES * state;
    Slot from = state == 0 ? null : new Slot("state", Region.STATE, 0, bytes);
    Slot to = state == 0 ? null : new Slot("kept", Region.KEPT_STATE, 0, bytes);
    return Launch.each(
        "loss scale",
        Kernel.BEGIN_SCALED_STEP,
        Math.max(state, 1),
        List.of(
            new Argument.At(from),
            new Argument.At(to),
            new Argument.At(overflow()),
            new Argument.Int(state)));
  }

  /** Divides all gradients by the factor, and notes where one is not finite. */
  static CudaCall unscale(int parameters) {
    return Launch.each(
        "loss scale",
        Kernel.UNSCALE,
        parameters,
        List.of(
            new Argument.At(
                new Slot("gradients", Region.GRADIENTS, 0, (long) Float.BYTES * parameters)),
            new Argument.At(factors()),
            new Argument.At(overflow())));
  }
}
