package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A sliding window, one entry per spatial axis (height, width; of clips depth, height, width):
 * kernel extent, stride, symmetric zero padding, and dilation (1 = dense). The output extent is
 * floor((extent + 2 padding - effective) / stride) + 1 with effective = dilation (kernel - 1) + 1.
 */
public record Window(
    List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation)
    implements Serializable {
  public Window {
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
    int rank = kernel.size();
    if (rank == 0 || stride.size() != rank || padding.size() != rank || dilation.size() != rank) {
      throw new NetworkException(
          "a window needs one kernel, stride, padding and dilation per spatial axis, got kernel "
              + kernel
              + ", stride "
              + stride
              + ", padding "
              + padding
              + ", dilation "
              + dilation);
    }
    requireAtLeast("kernel", kernel, 1);
    requireAtLeast("stride", stride, 1);
    requireAtLeast("padding", padding, 0);
    requireAtLeast("dilation", dilation, 1);
  }

  /** A window of one axis for each extent, stride 1, no padding, no dilation. */
  public static Window of(int... kernel) {
    List<Integer> ones = Collections.nCopies(kernel.length, 1);
    return new Window(list(kernel), ones, Collections.nCopies(kernel.length, 0), ones);
  }

  /** A square window of two axes, stride 1, no padding, no dilation. */
  public static Window square(int kernel) {
    return of(kernel, kernel);
  }

  /** The same window moved by {@code stride}: one number for every axis, or one each. */
  public Window withStride(int... stride) {
    return new Window(kernel, each(stride), padding, dilation);
  }

  /** The same window with so many zeros before and after every axis, or each its own number. */
  public Window withPadding(int... padding) {
    return new Window(kernel, stride, each(padding), dilation);
  }

  /** The same window with its taps so far apart on every axis, or on each by its own number. */
  public Window withDilation(int... dilation) {
    return new Window(kernel, stride, padding, each(dilation));
  }

  /** Number of spatial axes. */
  public int rank() {
    return kernel.size();
  }

  /** Taps of one window: the product of the kernel extents. */
  public int taps() {
    return kernel.stream().reduce(1, Math::multiplyExact);
  }

  /** The output extent on {@code axis}, or a value below 1 where the window does not fit. */
  public int outputExtent(int axis, int extent) {
    int effective = dilation.get(axis) * (kernel.get(axis) - 1) + 1;
    return Math.floorDiv(extent + 2 * padding.get(axis) - effective, stride.get(axis)) + 1;
  }

  /** True where no window of a pooling would lie wholly in the padding. */
  public boolean padsLessThanKernel() {
    for (int axis = 0; axis < rank(); axis++) {
      if (padding.get(axis) >= kernel.get(axis)) {
        return false;
      }
    }
    return true;
  }

  private static void requireAtLeast(String what, List<Integer> values, int least) {
    if (values.stream().anyMatch(value -> value < least)) {
      throw new NetworkException(
          "a window's " + what + " must be at least " + least + ", got " + values);
    }
  }

  private List<Integer> each(int[] values) {
    return values.length == 1 ? Collections.nCopies(rank(), values[0]) : list(values);
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static String join(List<Integer> values) {
    return String.join("x", values.stream().map(String::valueOf).toList());
  }

  /** {@code 5x5 stride 1x1 padding 2x2}; dilation only where it is not 1. */
  @Override
  public String toString() {
    String text = join(kernel) + " stride " + join(stride) + " padding " + join(padding);
    return dilation.stream().allMatch(value -> value == 1)
        ? text
        : text + " dilation " + join(dilation);
  }
}
