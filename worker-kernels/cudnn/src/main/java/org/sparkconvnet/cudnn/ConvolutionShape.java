package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Tensor;

/**
 * The extents of a convolution.
 *
 * @param x (N, C, H, W)
 * @param y (N, K, P, Q)
 */
record ConvolutionShape(ImageDims x, ImageDims y, Window window, int groups) {
  static ConvolutionShape of(Tensor x, Tensor y, Window window, int groups) {
    if (window.rank() != 2) {
      throw new BackendException(
          "convolution over " + window.rank() + " axes; the cuDNN backend has two so far");
    }
    return new ConvolutionShape(ImageDims.of(x), ImageDims.of(y), window, groups);
  }

  /** (K, C/groups, R, S), cuDNN's order of a filter's extents in any layout. */
  int[] filter() {
    List<Integer> kernel = window.kernel();
    return new int[] {y.channels(), x.channels() / groups, kernel.get(0), kernel.get(1)};
  }

  @Override
  public String toString() {
    return x + " " + window + (groups == 1 ? "" : " groups " + groups) + " to " + y;
  }
}
