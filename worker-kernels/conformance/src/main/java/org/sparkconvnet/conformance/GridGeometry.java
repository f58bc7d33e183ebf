package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.network.Window;

/**
 * A window sliding over any number of spatial axes: on each, coordinate o * stride - padding + t *
 * dilation of the image meets coordinate t of the tap at coordinate o of the output. Positions of
 * image and output, and taps, are counted in row-major order.
 */
final class GridGeometry {
  private final int image;
  private final int output;
  private final int taps;
  private final int[] reads; // (output, taps): an image position, -1 in the padding
  private final int[] readers; // (image, taps): an output position, -1 where none reads it so

  private GridGeometry(int[] image, int[] output, Window window) {
    this.image = product(image);
    this.output = product(output);
    this.taps = window.taps();
    this.reads = new int[this.output * taps];
    this.readers = new int[this.image * taps];
    int[] kernel = extents(window.kernel());
    for (int tap = 0; tap < taps; tap++) {
      int[] t = at(tap, kernel);
      for (int o = 0; o < this.output; o++) {
        reads[o * taps + tap] = position(at(o, output), t, image, window);
      }
      for (int i = 0; i < this.image; i++) {
        readers[i * taps + tap] = reader(at(i, image), t, output, window);
      }
    }
  }

  /** Of dims (N, C, ...) of image and output. */
  static GridGeometry of(Window window, List<Integer> image, List<Integer> output) {
    return new GridGeometry(
        extents(image.subList(2, image.size())), extents(output.subList(2, output.size())), window);
  }

  /** Positions of the image. */
  int image() {
    return image;
  }

  /** Positions of the output. */
  int output() {
    return output;
  }

  /** Taps of the window. */
  int taps() {
    return taps;
  }

  /** The image position that {@code tap} reads for an output position, or -1 in the padding. */
  int read(int output, int tap) {
    return reads[output * taps + tap];
  }

  /** The output position for which {@code tap} reads an image position, or -1 where none does. */
  int readBy(int image, int tap) {
    return readers[image * taps + tap];
  }

  private static int position(int[] o, int[] t, int[] image, Window window) {
    int position = 0;
    for (int axis = 0; axis < image.length; axis++) {
      int coordinate =
          o[axis] * window.stride().get(axis)
              - window.padding().get(axis)
              + t[axis] * window.dilation().get(axis);
      if (coordinate < 0 || coordinate >= image[axis]) {
        return -1;
      }
      position = position * image[axis] + coordinate;
    }
    return position;
  }

  private static int reader(int[] i, int[] t, int[] output, Window window) {
    int position = 0;
    for (int axis = 0; axis < output.length; axis++) {
      int moved = i[axis] + window.padding().get(axis) - t[axis] * window.dilation().get(axis);
      int stride = window.stride().get(axis);
      if (moved < 0 || moved % stride != 0 || moved / stride >= output[axis]) {
        return -1;
      }
      position = position * output[axis] + moved / stride;
    }
    return position;
  }

  /** The coordinates of a position. */
  private static int[] at(int position, int[] extents) {
    int[] at = new int[extents.length];
    int rest = position;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return at;
  }

  private static int[] extents(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int product(int[] extents) {
    int product = 1;
    for (int extent : extents) {
      product *= extent;
    }
    return product;
  }
}
