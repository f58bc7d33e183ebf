package org.sparkconvnet.train;

import java.io.Serializable;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sparkconvnet.data.DataException;

/**
 * How the examples of one epoch fall to workers and local steps.
 *
 * <pre>
 * shard sizes      n_i = floor or ceil of examples / workers
 * steps            S = ceil(max n_i / batch), the same for every worker
 * minibatch sizes  ceil(n_i / S) in a shard's first n_i mod S steps, floor(n_i / S) in the others
 * </pre>
 *
 * <p>So every example is met exactly once an epoch, there is no small remainder, and minibatches of
 * at most two sizes, differing by 1, are ever met. With minibatches of 1, a shard that is shorter
 * than another sits out the epoch's last step.
 *
 * @param examples in the training set
 * @param workers logical workers, hence shards
 * @param batch most examples in a worker's minibatch
 */
public record EpochLayout(int examples, int workers, int batch) implements Serializable {
  public EpochLayout {
    if (workers < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "workers and batch must be at least 1, got %d and %d".formatted(workers, batch));
    }
    if (examples < (long) workers * batch) {
      throw new DataException(
          "%d examples are fewer than %d workers x %d in a minibatch = %d; give fewer or smaller"
                  .formatted(examples, workers, batch, (long) workers * batch)
              + " minibatches");
    }
  }

  /** Examples of one worker's shard. */
  public int shardSize(int worker) {
    return examples / workers + (worker < examples % workers ? 1 : 0);
  }

  /** Local steps of every worker in an epoch, S. */
  public int steps() {
    return ceilDivide(shardSize(0), batch);
  }

  /** Rounds of an epoch: the last may have fewer than {@code localSteps} steps. */
  public int rounds(int localSteps) {
    return ceilDivide(steps(), localSteps);
  }

  /** Examples in a worker's minibatch at {@code step} of the epoch. */
  public int size(int worker, int step) {
    int examplesOfShard = shardSize(worker);
    return examplesOfShard / steps() + (step < examplesOfShard % steps() ? 1 : 0);
  }

  /** Position in the worker's shuffled shard at which the minibatch of {@code step} begins. */
  public int start(int worker, int step) {
    int examplesOfShard = shardSize(worker);
    return step * (examplesOfShard / steps()) + Math.min(step, examplesOfShard % steps());
  }

  /**
   * How many minibatches a worker has met from the start of the run to {@code step} of {@code
   * epoch}, this one included: those that were not empty.
   */
  public long met(int worker, int epoch, int step) {
    int each = Math.min(steps(), shardSize(worker));
    return (long) epoch * each + Math.min(step + 1, each);
  }

  /** The one or two sizes, at least 1, that minibatches have. */
  public SortedSet<Integer> sizes() {
    SortedSet<Integer> sizes = new TreeSet<>();
    for (int worker : new int[] {0, workers - 1}) {
      sizes.add(size(worker, 0));
      sizes.add(size(worker, steps() - 1));
    }
    sizes.remove(0);
    return sizes;
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (int) (((long) dividend + divisor - 1) / divisor);
  }
}
