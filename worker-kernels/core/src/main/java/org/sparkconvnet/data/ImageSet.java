package org.sparkconvnet.data;

import java.io.Serializable;
import java.util.List;
import org.sparkconvnet.network.Shape;

/**
 * Labelled images in memory. Image i is {@code shape().elements()} unsigned bytes, planar: (C, H,
 * W). One array per image, so that a set may exceed 2 GB; arrays and strings only, so that any
 * serializer can move it. Immutable by contract: arrays are handed out and taken uncopied.
 */
public final class ImageSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int channels;
  private final int[] spatial;
  private final String[] classNames;
  private final byte[][] images; // (N)(C*H*W)
  private final int[] labels; // (N)

  /** A set of {@code images} with {@code labels}, each in [0, classNames.size()). */
  public ImageSet(Shape shape, List<String> classNames, byte[][] images, int[] labels) {
    if (images.length != labels.length) {
      throw new DataException(
          "an image set needs one label per image, got %d images and %d labels"
              .formatted(images.length, labels.length));
    }
    this.channels = shape.channels();
    this.spatial = shape.spatial().stream().mapToInt(Integer::intValue).toArray();
    this.classNames = classNames.toArray(String[]::new);
    this.images = images;
    this.labels = labels;
    int bytes = shape.elements();
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != bytes) {
        throw new DataException(
            "image %d has %d bytes, but %s takes %d".formatted(i, images[i].length, shape, bytes));
      }
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new DataException(
            "image %d has label %d, permitted are 0 to %d"
                .formatted(i, labels[i], classNames.size() - 1));
      }
    }
  }

  /** Shape of one image. */
  public Shape shape() {
    return Shape.of(channels, spatial);
  }

  /** Names of the classes, by label. */
  public List<String> classNames() {
    return List.of(classNames);
  }

  /** Number of images. */
  public int size() {
    return images.length;
  }

  /** The bytes of image {@code index}, (C, H, W); not to be changed. */
  public byte[] image(int index) {
    return images[index];
  }

  /** The label of image {@code index}. */
  public int label(int index) {
    return labels[index];
  }

  /** The images at {@code indices}, in that order; shares their bytes with this set. */
  public ImageSet select(int[] indices) {
    byte[][] chosen = new byte[indices.length][];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = images[indices[i]];
      chosenLabels[i] = labels[indices[i]];
    }
    return new ImageSet(shape(), classNames(), chosen, chosenLabels);
  }

  @Override
  public String toString() {
    return size() + " images of " + shape() + " in " + classNames.length + " classes";
  }
}
