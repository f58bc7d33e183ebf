package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of one example: channels, then the spatial extents (height, width; a flat vector has
 * none). A tensor of a plan is this with the minibatch in front: (N, C, H, W).
 */
public record Shape(int channels, List<Integer> spatial) implements Serializable {
  public Shape {
    spatial = List.copyOf(spatial);
    if (channels < 1 || spatial.stream().anyMatch(extent -> extent < 1)) {
      throw new NetworkException(
          "a shape's extents must be positive, got " + channels + " channels and " + spatial);
    }
  }

  /** {@code of(3, 32, 32)}: 3 channels of 32x32. */
  public static Shape of(int channels, int... spatial) {
    List<Integer> extents = new ArrayList<>();
    for (int extent : spatial) {
      extents.add(extent);
    }
    return new Shape(channels, extents);
  }

  /** Numbers in one example. */
  public int elements() {
    int product = channels;
    for (int extent : spatial) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }

  /** Positions of one channel: height times width; 1 for a flat vector. */
  public int positions() {
    return elements() / channels;
  }

  /** Number of spatial extents: 2 for images, 0 for flat vectors. */
  public int rank() {
    return spatial.size();
  }

  /** (N, C, H, W) for a minibatch of {@code batch} examples. */
  public List<Integer> withBatch(int batch) {
    List<Integer> dims = new ArrayList<>();
    dims.add(batch);
    dims.add(channels);
    dims.addAll(spatial);
    return List.copyOf(dims);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(Integer.toString(channels));
    spatial.forEach(extent -> text.append('x').append(extent));
    return text.toString();
  }
}
