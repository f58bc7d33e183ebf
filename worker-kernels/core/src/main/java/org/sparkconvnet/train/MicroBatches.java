package org.sparkconvnet.train;

import java.io.Serializable;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a minibatch is computed in parts where it does not fit memory whole: of N examples and at
 * most M in a part, k = ceil(N / M) parts, the first N mod k of ceil(N / k) examples, the others of
 * floor(N / k). The minibatch's gradient is the parts' gradients weighted by their examples,
 *
 * <pre>
 * g = sum over parts of (n_i / N) g_i
 * </pre>
 *
 * which equals the whole minibatch's but for rounding, unless examples see one another: batch
 * normalisation takes its statistics from each part alone.
 *
 * @param most M, most examples in a part; 0 for minibatches that are never parted
 */
public record MicroBatches(int most) implements Serializable {
  public MicroBatches {
    if (most < 0) {
      throw new IllegalArgumentException("a micro-batch of " + most + " examples");
    }
  }

  /** Parts of a minibatch of that size. */
  public int parts(int size) {
    return most == 0 ? 1 : Math.max(1, (int) (((long) size + most - 1) / most));
  }

  /** Examples of a part. */
  public int size(int size, int part) {
    int parts = parts(size);
    return size / parts + (part < size % parts ? 1 : 0);
  }

  /** Where a part begins in its minibatch. */
  public int start(int size, int part) {
    int parts = parts(size);
    return part * (size / parts) + Math.min(part, size % parts);
  }

  /** The sizes that are computed for minibatches of these sizes. */
  public SortedSet<Integer> sizes(Collection<Integer> minibatches) {
    SortedSet<Integer> sizes = new TreeSet<>();
    for (int minibatch : minibatches) {
      sizes.add(size(minibatch, 0));
      sizes.add(size(minibatch, parts(minibatch) - 1));
    }
    return sizes;
  }
}
