package org.sparkconvnet.data;

import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Shape;

/** Which images an augmentation can be applied to. */
public final class AugmentationFit {
  private static final int COLOURS = 3;

  private AugmentationFit() {}

  /** Throws {@link IllegalArgumentException} where {@code augmentation} does not fit the images. */
  public static void require(Augmentation augmentation, Shape shape) {
    boolean plane = augmentation.moves() || augmentation.cutout() > 0 || augmentation.cutmix() > 0;
    if (plane && !hasPlanes(shape)) {
      throw new IllegalArgumentException(
          "augmentation '%s' needs images of height and width, got %s"
              .formatted(augmentation, shape));
    }
    if (augmentation.saturation() > 0 && shape.channels() != COLOURS) {
      throw new IllegalArgumentException(
          "saturation needs images of red, green and blue, got %s".formatted(shape));
    }
    if (plane) {
      int rank = shape.rank();
      int least = Math.min(shape.spatial().get(rank - 2), shape.spatial().get(rank - 1));
      requireBelow("shift", augmentation.shift(), least, shape);
      requireBelow("cutout", augmentation.cutout(), least, shape);
    }
  }

  /**
   * Throws {@link IllegalArgumentException} where images are mixed that a loss of this kind cannot
   * compare, or that have no partner.
   *
   * @param batch examples in a minibatch
   */
  public static void requireMixable(Augmentation augmentation, Layer.Loss criterion, int batch) {
    if (!augmentation.mixes()) {
      return;
    }
    String part = augmentation.mixup() > 0 ? "mixup" : "cutmix";
    if (!(criterion instanceof Layer.SoftmaxCrossEntropy)) {
      throw new IllegalArgumentException(
          part
              + " goes with softmax cross-entropy, whose targets may be a distribution over the"
              + " classes, not with another loss");
    }
    if (batch < 2) {
      throw new IllegalArgumentException(
          part + " mixes images of one minibatch, which needs at least 2, got " + batch);
    }
  }

  /** Whether these are images (C, H, W) or clips (C, D, H, W). */
  public static boolean hasPlanes(Shape shape) {
    return shape.rank() == 2 || shape.rank() == 3;
  }

  private static void requireBelow(String name, int pixels, int extent, Shape shape) {
    if (pixels >= extent) {
      throw new IllegalArgumentException(
          "%s=%d leaves nothing of images of %s".formatted(name, pixels, shape));
    }
  }
}
