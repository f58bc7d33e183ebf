package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.network.Window;

/**
 * A window of two axes sliding over (height, width): row p * strideH - padH + r * dilationH and
 * column q * strideW - padW + s * dilationW of the image meet tap (r, s) at output (p, q).
 */
record PlaneGeometry(int height, int width, int rows, int columns, Window window) {

  static PlaneGeometry of(Window window, List<Integer> image, List<Integer> output) {
    return new PlaneGeometry(image.get(2), image.get(3), output.get(2), output.get(3), window);
  }

  int kernelHeight() {
    return window.kernel().get(0);
  }

  int kernelWidth() {
    return window.kernel().get(1);
  }

  int image() {
    return height * width;
  }

  int output() {
    return rows * columns;
  }

  /** h * W + w of the element that tap (r, s) reads for output (p, q), or -1 in the padding. */
  int read(int p, int q, int r, int s) {
    int h = coordinate(0, p, r);
    int w = coordinate(1, q, s);
    return h < 0 || h >= height || w < 0 || w >= width ? -1 : h * width + w;
  }

  /** p * Q + q of the output for which tap (r, s) reads element (h, w), or -1 where none does. */
  int readBy(int h, int w, int r, int s) {
    int p = reader(0, h, r, rows);
    int q = reader(1, w, s, columns);
    return p < 0 || q < 0 ? -1 : p * columns + q;
  }

  private int coordinate(int axis, int output, int tap) {
    return output * window.stride().get(axis)
        - window.padding().get(axis)
        + tap * window.dilation().get(axis);
  }

  private int reader(int axis, int coordinate, int tap, int outputs) {
    int moved = coordinate + window.padding().get(axis) - tap * window.dilation().get(axis);
    int stride = window.stride().get(axis);
    return moved < 0 || moved % stride != 0 || moved / stride >= outputs ? -1 : moved / stride;
  }
}
