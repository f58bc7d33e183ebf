package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Window;

/**
 * Where the taps of a sliding window fall, for any number of spatial axes. Tap t (row-major over
 * the kernel) reads, at output position o, the input position whose coordinate on every axis is o *
 * stride - padding + tap * dilation; where that is outside the image there is no pair. For each tap
 * the pairs come in ascending order of the output position.
 */
final class Taps {
  private final int[][] outputs;
  private final int[][] inputs;

  private Taps(int[][] outputs, int[][] inputs) {
    this.outputs = outputs;
    this.inputs = inputs;
  }

  static Taps of(Window window, List<Integer> input, List<Integer> output) {
    int outputPositions = product(output);
    int[][] outputs = new int[window.taps()][];
    int[][] inputs = new int[window.taps()][];
    for (int tap = 0; tap < window.taps(); tap++) {
      int[] tapAt = unravel(tap, window.kernel());
      int[] from = new int[outputPositions];
      int[] to = new int[outputPositions];
      int count = 0;
      for (int position = 0; position < outputPositions; position++) {
        int read = inputPosition(window, input, unravel(position, output), tapAt);
        if (read >= 0) {
          to[count] = position;
          from[count++] = read;
        }
      }
      outputs[tap] = Arrays.copyOf(to, count);
      inputs[tap] = Arrays.copyOf(from, count);
    }
    return new Taps(outputs, inputs);
  }

  /** One tap on one position: what a dense layer is. */
  static Taps point() {
    return new Taps(new int[][] {{0}}, new int[][] {{0}});
  }

  int count() {
    return outputs.length;
  }

  /** The output positions that tap {@code tap} has an input for. */
  int[] outputs(int tap) {
    return outputs[tap];
  }

  /** The input position that belongs to each of {@link #outputs}. */
  int[] inputs(int tap) {
    return inputs[tap];
  }

  private static int inputPosition(
      Window window, List<Integer> input, int[] outputAt, int[] tapAt) {
    int position = 0;
    for (int axis = 0; axis < input.size(); axis++) {
      int coordinate =
          outputAt[axis] * window.stride().get(axis)
              - window.padding().get(axis)
              + tapAt[axis] * window.dilation().get(axis);
      if (coordinate < 0 || coordinate >= input.get(axis)) {
        return -1;
      }
      position = position * input.get(axis) + coordinate;
    }
    return position;
  }

  private static int[] unravel(int position, List<Integer> extents) {
    int[] at = new int[extents.size()];
    int rest = position;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % extents.get(axis);
      rest /= extents.get(axis);
    }
    return at;
  }

  private static int product(List<Integer> extents) {
    return extents.stream().reduce(1, Math::multiplyExact);
  }
}
