package org.sparkconvnet.train;

import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * Stages minibatches of a shard: image {@code i} of step {@code s} in epoch {@code e} is element
 * start(s) + i of the shard's permutation for (seed, e, worker), augmented by the seed of (seed, e,
 * example); where images are mixed, those of a step by the seed of (seed, e, worker, s). Remembers
 * the last permutation; allocates only when the shard or its size changes. Not thread-safe.
 */
public final class MinibatchLoader {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final ExampleWriter writer;
  private final EpochLayout layout;
  private final long seed;
  private final boolean shuffle;
  private final RandomStream random = new RandomStream(0);
  private final Mixer mixer; // null where images are not mixed
  private Minibatch[] staged; // one for each size

  private int[] order = new int[0];
  private int worker = -1;
  private int epoch = -1;
  private long epochSeed;
  private long mixingSeed;

  /** Of shuffled minibatches. */
  public MinibatchLoader(ExampleWriter writer, EpochLayout layout, long seed) {
    this(writer, layout, seed, true);
  }

  /**
   * A loader.
   *
   * @param shuffle false for the order of the shard instead of a permutation
   */
  public MinibatchLoader(ExampleWriter writer, EpochLayout layout, long seed, boolean shuffle) {
    this.writer = writer;
    this.layout = layout;
    this.seed = seed;
    this.shuffle = shuffle;
    this.mixer =
        writer.augmentation().mixes()
            ? new Mixer(writer.augmentation(), writer.shape(), layout.sizes().last())
            : null;
    this.staged = room(0);
  }

  private Minibatch[] room(int classes) {
    return layout.sizes().stream()
        .map(size -> new Minibatch(size, writer.elements(), classes))
        .toArray(Minibatch[]::new);
  }

  /** Whose permutation it holds, -1 for nobody's. */
  public int worker() {
    return worker;
  }

  /** Number, from 1, of a worker's minibatch among all that it meets in the run. */
  long number(int worker, int epoch, int step) {
    return layout.met(worker, epoch, step);
  }

  /** Stages the minibatch of {@code step}; valid until the next call. May be empty. */
  public Minibatch load(Shard shard, int epoch, int step) {
    prepare(shard, epoch);
    Minibatch minibatch = ofSize(layout.size(worker, step));
    int start = layout.start(worker, step);
    for (int i = 0; i < minibatch.size(); i++) {
      int image = order[start + i];
      long exampleSeed = at(epochSeed, shard.example(image));
      writer.writeForTraining(
          shard.images(), image, exampleSeed, minibatch.images(), i * writer.elements());
      minibatch.labels()[i] = shard.images().label(image);
    }
    if (mixer != null) {
      mixer.mix(minibatch, at(mixingSeed, step));
    }
    return minibatch;
  }

  private Minibatch ofSize(int size) {
    if (size == 0) {
      return Minibatch.EMPTY;
    }
    for (Minibatch minibatch : staged) {
      if (minibatch.size() == size) {
        return minibatch;
      }
    }
    throw new IllegalStateException("no minibatch has " + size + " examples in " + layout);
  }

  private void prepare(Shard shard, int epoch) {
    if (shard.size() != layout.shardSize(shard.worker())) {
      throw new IllegalArgumentException(
          "shard %d has %d examples, expected %d"
              .formatted(shard.worker(), shard.size(), layout.shardSize(shard.worker())));
    }
    if (shard.worker() == worker && epoch == this.epoch) {
      return;
    }
    if (order.length != shard.size()) {
      order = new int[shard.size()];
    }
    fill(order, shard.worker(), epoch, seed, shuffle, random);
    epochSeed = Seeds.of(seed, Seeds.Purpose.AUGMENTATION, epoch);
    if (mixer != null) {
      mixingSeed = Seeds.of(seed, Seeds.Purpose.MIXING, epoch, shard.worker());
      int classes = shard.images().classNames().size();
      staged = staged[0].classes() == classes ? staged : room(classes);
    }
    worker = shard.worker();
    this.epoch = epoch;
  }

  /** The order in which a worker meets its shard's images in an epoch. */
  public static int[] order(Shard shard, int epoch, long seed, boolean shuffle) {
    int[] order = new int[shard.size()];
    fill(order, shard.worker(), epoch, seed, shuffle, new RandomStream(0));
    return order;
  }

  private static void fill(
      int[] order, int worker, int epoch, long seed, boolean shuffle, RandomStream random) {
    if (shuffle) {
      random.reset(Seeds.of(seed, Seeds.Purpose.SHUFFLE, epoch, worker));
      Permutation.fill(order, random);
    } else {
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
    }
  }

  /** What {@link Seeds#of} makes of one more coordinate, without an array for the coordinates. */
  private static long at(long seed, int coordinate) {
    return Seeds.mix(seed ^ Seeds.mix(coordinate + GOLDEN_GAMMA));
  }
}
