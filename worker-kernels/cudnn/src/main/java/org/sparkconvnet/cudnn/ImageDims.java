package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.plan.Tensor;

/**
 * Extents of a tensor whose memory is (N, H, W, C); of flat vectors (N, C) with H = W = 1.
 *
 * @param images N
 */
record ImageDims(int images, int channels, int height, int width) {
  static ImageDims of(Tensor tensor) {
    List<Integer> dims = tensor.dims();
    return switch (dims.size()) {
      case 2 -> new ImageDims(dims.get(0), dims.get(1), 1, 1);
      case 4 -> new ImageDims(dims.get(0), dims.get(1), dims.get(2), dims.get(3));
      default ->
          throw new org.sparkconvnet.backend.BackendException(
              tensor + " has dims " + dims + "; the cuDNN backend has two spatial axes so far");
    };
  }

  /** H W. */
  int positions() {
    return Math.multiplyExact(height, width);
  }

  /** N H W. */
  long rows() {
    return (long) images * positions();
  }

  /** All numbers. */
  long elements() {
    return rows() * channels;
  }

  @Override
  public String toString() {
    return "(" + images + "," + channels + "," + height + "," + width + ")";
  }
}
