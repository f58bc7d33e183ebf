package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Tensor;

/**
 * The extents of a convolution.
 *
 * @param x (N, C, H, W), of clips (N, C, D, H, W)
 * @param y (N, K, P, Q), of clips (N, K, O, P, Q)
 */
record ConvolutionShape(ImageDims x, ImageDims y, Window window, int groups) {
  static ConvolutionShape of(Tensor x, Tensor y, Window window, int groups) {
    if (window.rank() != 2 && window.rank() != 3) {
      throw new BackendException(
          "convolution over " + window.rank() + " axes; the cuDNN backend has two and three");
    }
    return new ConvolutionShape(ImageDims.of(x), ImageDims.of(y), window, groups);
  }

  /** (K, C/groups, then the kernel's extents), cuDNN's order in any layout. */
  int[] filter() {
    List<Integer> kernel = window.kernel();
    int[] filter = new int[2 + kernel.size()];
    filter[0] = y.channels();
    filter[1] = x.channels() / groups;
    for (int axis = 0; axis < kernel.size(); axis++) {
      filter[2 + axis] = kernel.get(axis);
    }
    return filter;
  }

  @Override
  public String toString() {
    return x + " " + window + (groups == 1 ? "" : " groups " + groups) + " to " + y;
  }
}
