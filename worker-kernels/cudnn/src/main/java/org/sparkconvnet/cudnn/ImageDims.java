package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.plan.Tensor;

/**
 * Extents of a tensor whose memory is (N, H, W, C), of clips (N, D, H, W, C); of flat vectors (N,
 * C) with H = W = 1.
 *
 * @param images N
 * @param spatial H and W, of clips D, H and W
 */
record ImageDims(int images, int channels, List<Integer> spatial) {
  ImageDims {
    spatial = List.copyOf(spatial);
  }

  static ImageDims of(Tensor tensor) {
    List<Integer> dims = tensor.dims();
    return switch (dims.size()) {
      case 2 -> new ImageDims(dims.get(0), dims.get(1), List.of(1, 1));
      case 4, 5 -> new ImageDims(dims.get(0), dims.get(1), dims.subList(2, dims.size()));
      default ->
          throw new org.sparkconvnet.backend.BackendException(
              tensor + " has dims " + dims + "; the cuDNN backend has two or three spatial axes");
    };
  }

  /** H W, of clips D H W. */
  int positions() {
    return spatial.stream().reduce(1, Math::multiplyExact);
  }

  /** N H W. */
  long rows() {
    return (long) images * positions();
  }

  /** All numbers. */
  long elements() {
    return rows() * channels;
  }

  /** N, C, then the spatial extents: cuDNN's order of sizes in any layout. */
  int[] sizes() {
    int[] sizes = new int[2 + spatial.size()];
    sizes[0] = images;
    sizes[1] = channels;
    for (int axis = 0; axis < spatial.size(); axis++) {
      sizes[2 + axis] = spatial.get(axis);
    }
    return sizes;
  }

  /** From one number to the next along each of {@link #sizes}, channels last. */
  int[] strides() {
    int[] strides = new int[2 + spatial.size()];
    int stride = channels;
    for (int axis = spatial.size() - 1; axis >= 0; axis--) {
      strides[2 + axis] = stride;
      stride = Math.multiplyExact(stride, spatial.get(axis));
    }
    strides[0] = stride;
    strides[1] = 1;
    return strides;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(" + images + "," + channels);
    spatial.forEach(extent -> text.append(',').append(extent));
    return text.append(')').toString();
  }
}
