package org.sparkconvnet.audit;

import java.util.List;
import java.util.Optional;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.train.Permutation;
import org.sparkconvnet.train.Shard;

/** Chi-squared tests of labels against where they lie. */
public final class LabelTests {
  private static final int MOST_BLOCKS = 50;
  private static final int EXPECTED = 5; // a count of the table, for the test to hold

  private LabelTests() {}

  /** Labels over groups: rows are groups. */
  public static ChiSquared overGroups(List<int[]> groups, int classes) {
    long[][] counts = new long[groups.size()][classes];
    for (int group = 0; group < counts.length; group++) {
      for (int label : groups.get(group)) {
        counts[group][label]++;
      }
    }
    return ChiSquared.of(counts);
  }

  /**
   * Labels against order: the sequence is cut into at most 50 blocks of equal length, few enough
   * that a block expects at least 5 of an average class.
   */
  public static ChiSquared alongOrder(int[] labels, int classes) {
    int blocks = Math.max(1, Math.min(MOST_BLOCKS, labels.length / (EXPECTED * classes)));
    long[][] counts = new long[blocks][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[(int) ((long) i * blocks / labels.length)][labels[i]]++;
    }
    return ChiSquared.of(counts);
  }

  /**
   * What is odd about the labels that workers meet, in one line.
   *
   * @param met each worker's labels in the order of its first epoch
   */
  public static Optional<String> warning(List<int[]> met, int classes) {
    ChiSquared shards = overGroups(met, classes);
    double least = 1;
    for (int[] labels : met) {
      least = Math.min(least, alongOrder(labels, classes).probability());
    }
    boolean ordered = least * met.size() < ChiSquared.SUSPICIOUS;
    if (!shards.suspicious() && !ordered) {
      return Optional.empty();
    }
    String what =
        !ordered
            ? "the worker that meets them"
            : shards.suspicious() ? "worker and order" : "the order they are met in";
    return Optional.of(
        "labels depend on "
            + what
            + ", so minibatches are no fair sample; 'spark-convnet audit-data' tells more");
  }

  /** The labels of each worker's shard, as training deals them. */
  public static List<int[]> shards(int[] labels, int workers, long seed) {
    int[] owners = Shard.deal(labels.length, workers, seed);
    int[] sizes = new int[workers];
    for (int owner : owners) {
      sizes[owner]++;
    }
    int[][] shards = new int[workers][];
    for (int worker = 0; worker < workers; worker++) {
      shards[worker] = new int[sizes[worker]];
    }
    int[] next = new int[workers];
    for (int i = 0; i < labels.length; i++) {
      shards[owners[i]][next[owners[i]]++] = labels[i];
    }
    return List.of(shards);
  }

  /** A shard's labels in the order of the run's first epoch. */
  public static int[] firstEpoch(int[] shard, int worker, long seed) {
    int[] order = Permutation.of(shard.length, Seeds.of(seed, Seeds.Purpose.SHUFFLE, 0, worker));
    int[] labels = new int[shard.length];
    for (int i = 0; i < order.length; i++) {
      labels[i] = shard[order[i]];
    }
    return labels;
  }
}
