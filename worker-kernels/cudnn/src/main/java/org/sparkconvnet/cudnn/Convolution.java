package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.plan.PlanException;

/**
 * A convolution call of cuDNN over images (N, H, W, C).
 *
 * @param x images, or their gradient
 * @param w filters (K, R, S, C/groups), or their gradient
 * @param bias added where the direction says so; else null
 * @param y results, or their gradient
 */
record Convolution(
    String name, Direction direction, ConvolutionShape shape, Slot x, Slot w, Slot bias, Slot y)
    implements CudaCall {
  /** What is computed from what. */
  enum Direction {
    /** y from x and w. */
    FORWARD,
    /** y = conv(x, w) + bias. */
    FORWARD_BIAS,
    /** y = max(conv(x, w) + bias, 0). */
    FORWARD_BIAS_RELU,
    /** x's gradient from y's and w. */
    BACKWARD_DATA,
    /** w's gradient from x and y's. */
    BACKWARD_FILTER;

    /** True where a bias is added. */
    boolean hasBias() {
      return this == FORWARD_BIAS || this == FORWARD_BIAS_RELU;
    }
  }

  @Override
  public List<Slot> slots() {
    return bias == null ? List.of(x, w, y) : List.of(x, w, bias, y);
  }

  @Override
  public void check() {
    for (Slot slot : slots()) {
      if (slot.type() != x.type()) {
        throw new PlanException(name + ": a convolution of " + x + " with " + slot);
      }
    }
    long filter = 1;
    for (int extent : shape.filter()) {
      filter = Math.multiplyExact(filter, extent);
    }
    Slot.require(name, x, shape.x().elements());
    Slot.require(name, y, shape.y().elements());
    Slot.require(name, w, filter);
    if ((bias != null) != direction.hasBias()) {
      throw new PlanException(name + ": " + direction + " with bias " + bias);
    }
    if (bias != null) {
      Slot.require(name, bias, shape.y().channels());
    }
  }

  @Override
  public String toString() {
    return switch (direction) {
      case FORWARD -> text("convolution", y, x + ", " + w);
      case FORWARD_BIAS -> text("convolution+bias", y, x + ", " + w + ", " + bias);
      case FORWARD_BIAS_RELU -> text("convolution+bias+relu", y, x + ", " + w + ", " + bias);
      case BACKWARD_DATA -> text("convolution data gradient", x, y + ", " + w);
      case BACKWARD_FILTER -> text("convolution filter gradient", w, x + ", " + y);
    };
  }

  private String text(String what, Slot to, String from) {
    return name + ": " + what + " " + to + " <- " + from + " [" + shape + "]";
  }
}
