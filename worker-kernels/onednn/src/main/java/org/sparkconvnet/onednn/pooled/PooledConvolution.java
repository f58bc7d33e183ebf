package org.sparkconvnet.onednn.pooled;

import java.util.List;
import org.sparkconvnet.network.Window;

/**
 * The geometry of a convolution, ReLU and max pooling in a row, as {@link
 * PooledConvolutionBackward} takes it: x[N,C,H,W] is convolved with w[K,C,R,S] at stride 1,
 * y[N,K,P,Q] is its pooled result.
 *
 * @param channels C
 * @param height H
 * @param width W
 * @param filters K
 * @param kernelHeight R
 * @param kernelWidth S
 * @param paddingHeight zeros above and below x
 * @param paddingWidth zeros left and right of x
 * @param poolHeight rows of a pooling window
 * @param poolWidth columns of a pooling window
 * @param strideHeight rows from one pooling window to the next
 * @param strideWidth columns from one pooling window to the next
 */
public record PooledConvolution(
    int channels,
    int height,
    int width,
    int filters,
    int kernelHeight,
    int kernelWidth,
    int paddingHeight,
    int paddingWidth,
    int poolHeight,
    int poolWidth,
    int strideHeight,
    int strideWidth) {
  /** Positions of a window must fit a signed byte, in which the winner is kept. */
  private static final int MOST_TAPS = Byte.MAX_VALUE;

  public PooledConvolution {
    if (channels < 1
        || filters < 1
        || kernelHeight < 1
        || kernelWidth < 1
        || paddingHeight < 0
        || paddingWidth < 0
        || poolHeight < 1
        || poolWidth < 1
        || poolHeight * poolWidth > MOST_TAPS
        || strideHeight < 1
        || strideWidth < 1
        || height + 2 * paddingHeight - kernelHeight + 1 < poolHeight
        || width + 2 * paddingWidth - kernelWidth + 1 < poolWidth) {
      throw new IllegalArgumentException(
          "no pooled convolution has "
              + channels
              + " channels of "
              + height
              + "x"
              + width
              + ", "
              + filters
              + " filters of "
              + kernelHeight
              + "x"
              + kernelWidth
              + ", padding "
              + paddingHeight
              + "x"
              + paddingWidth
              + ", pooling windows of "
              + poolHeight
              + "x"
              + poolWidth
              + " at stride "
              + strideHeight
              + "x"
              + strideWidth);
    }
  }

  /** True for the windows that a pooled convolution can have: see {@link #of}. */
  public static boolean supports(Window convolution, int groups, Window pooling) {
    return convolution.rank() == 2
        && groups == 1
        && allAre(1, convolution.stride())
        && allAre(1, convolution.dilation())
        && allAre(1, pooling.dilation())
        && allAre(0, pooling.padding())
        && pooling.taps() <= MOST_TAPS;
  }

  /**
   * A convolution of stride 1 and a pooling without padding, both without dilation.
   *
   * @param x dims N, C, H, W of the convolution's input
   * @param filters K
   */
  public static PooledConvolution of(
      List<Integer> x, int filters, Window convolution, Window pooling) {
    if (!supports(convolution, 1, pooling)) {
      throw new IllegalArgumentException(
          "no pooled convolution has windows " + convolution + " and " + pooling);
    }
    return new PooledConvolution(
        x.get(1),
        x.get(2),
        x.get(3),
        filters,
        convolution.kernel().get(0),
        convolution.kernel().get(1),
        convolution.padding().get(0),
        convolution.padding().get(1),
        pooling.kernel().get(0),
        pooling.kernel().get(1),
        pooling.stride().get(0),
        pooling.stride().get(1));
  }

  /** P. */
  public int pooledHeight() {
    return (height + 2 * paddingHeight - kernelHeight + 1 - poolHeight) / strideHeight + 1;
  }

  /** Q. */
  public int pooledWidth() {
    return (width + 2 * paddingWidth - kernelWidth + 1 - poolWidth) / strideWidth + 1;
  }

  /** P Q. */
  public int positions() {
    return pooledHeight() * pooledWidth();
  }

  /** Floats of one row of x with its padding. */
  int paddedRow() {
    return (width + 2 * paddingWidth) * channels;
  }

  /** Floats of one image with its padding. */
  int paddedImage() {
    return Math.multiplyExact(height + 2 * paddingHeight, paddedRow());
  }

  /** Floats of one row of a filter, S C; consecutive in a channels-last image, too. */
  int segment() {
    return kernelWidth * channels;
  }

  /** Elements of one filter, R S C. */
  int filterSize() {
    return kernelHeight * segment();
  }

  private static boolean allAre(int value, List<Integer> values) {
    return values.stream().allMatch(each -> each == value);
  }
}
