package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Window;

/**
 * Where the taps of a sliding window fall, for any number of spatial axes. Tap t (row-major over
 * the kernel) reads, at output position o, the input position whose coordinate on every axis is o *
 * stride - padding + tap * dilation; where that is outside the image there is no pair.
 *
 * <p>The pairs of a tap come as runs along the last axis, in row-major order: output positions
 * {@code output}, {@code output + 1}, ... read input positions {@code input}, {@code input + step},
 * ..., {@code length} of them.
 */
final class Taps {
  /** Successive output positions and what a tap reads for them. */
  record Run(int output, int input, int length) {}

  private final Run[][] runs;
  private final int step;

  private Taps(Run[][] runs, int step) {
    this.runs = runs;
    this.step = step;
  }

  static Taps of(Window window, List<Integer> input, List<Integer> output) {
    Run[][] runs = new Run[window.taps()][];
    for (int tap = 0; tap < runs.length; tap++) {
      runs[tap] = runs(window, input, output, unravel(tap, window.kernel()));
    }
    return new Taps(runs, window.stride().get(window.rank() - 1));
  }

  /** One tap on one position: what a dense layer is. */
  static Taps point() {
    return new Taps(new Run[][] {{new Run(0, 0, 1)}}, 1);
  }

  int count() {
    return runs.length;
  }

  Run[] runs(int tap) {
    return runs[tap];
  }

  /** From one input position of a run to the next. */
  int step() {
    return step;
  }

  private static Run[] runs(Window window, List<Integer> input, List<Integer> extents, int[] tap) {
    int row = extents.get(extents.size() - 1);
    List<Run> runs = new ArrayList<>();
    int positions = extents.stream().reduce(1, Math::multiplyExact);
    for (int first = 0; first < positions; first += row) {
      int start = 0;
      int read = 0;
      int length = 0;
      for (int o = first; o < first + row; o++) {
        int at = inputPosition(window, input, unravel(o, extents), tap);
        if (at >= 0 && length++ == 0) {
          start = o;
          read = at;
        }
      }
      if (length > 0) {
        runs.add(new Run(start, read, length));
      }
    }
    return runs.toArray(Run[]::new);
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
}
