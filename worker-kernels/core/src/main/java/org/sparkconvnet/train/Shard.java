package org.sparkconvnet.train;

import java.io.Serializable;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.random.Seeds;

/**
 * The examples of one logical worker, by ascending index in the whole training set: an i.i.d.
 * sample of it without replacement.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int worker;
  private final ImageSet images;
  private final int[] examples;

  /**
   * A shard.
   *
   * @param worker whose it is, from 0
   * @param examples index in the whole training set of each image
   */
  public Shard(int worker, ImageSet images, int[] examples) {
    if (images.size() != examples.length) {
      throw new IllegalArgumentException(
          "shard %d has %d images and %d indices"
              .formatted(worker, images.size(), examples.length));
    }
    this.worker = worker;
    this.images = images;
    this.examples = examples;
  }

  /**
   * Deals examples 0 .. examples - 1 to workers: element i is the worker of example i. A seeded
   * permutation is dealt in turn, so shard sizes differ by at most 1.
   */
  public static int[] deal(int examples, int workers, long seed) {
    int[] order = Permutation.of(examples, Seeds.of(seed, Seeds.Purpose.SHARDING));
    int[] owner = new int[examples];
    for (int i = 0; i < examples; i++) {
      owner[order[i]] = i % workers;
    }
    return owner;
  }

  public int worker() {
    return worker;
  }

  public ImageSet images() {
    return images;
  }

  public int size() {
    return examples.length;
  }

  /** Index of image {@code i} in the whole training set. */
  public int example(int i) {
    return examples[i];
  }
}
