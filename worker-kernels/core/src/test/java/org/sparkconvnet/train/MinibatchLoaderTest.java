package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.Seeds;

class MinibatchLoaderTest {
  private static final Shape SHAPE = Shape.of(1, 2, 3);
  private static final int EXAMPLES = 53;
  private static final int WORKERS = 3;
  private static final long SEED = 7;
  private static final EpochLayout LAYOUT = new EpochLayout(EXAMPLES, WORKERS, 4);

  @Test
  void dealsEveryExampleOnceAndEvenly() {
    int[] owners = Shard.deal(EXAMPLES, WORKERS, SEED);
    int[] counts = new int[WORKERS];
    for (int owner : owners) {
      counts[owner]++;
    }
    for (int worker = 0; worker < WORKERS; worker++) {
      assertEquals(LAYOUT.shardSize(worker), counts[worker]);
    }
    assertFalse(Arrays.equals(owners, Shard.deal(EXAMPLES, WORKERS, SEED + 1)));
  }

  @Test
  void meetsEveryExampleExactlyOnceAnEpochInAnotherOrderEach() {
    MinibatchLoader loader = loader(Augmentation.NONE);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> met = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        for (int step = 0; step < LAYOUT.steps(); step++) {
          Minibatch minibatch = loader.load(shard(worker), epoch, step);
          for (int i = 0; i < minibatch.size(); i++) {
            met.add((int) minibatch.images()[i * SHAPE.elements()]);
            assertEquals(met.get(met.size() - 1) % 10, minibatch.labels()[i]);
          }
        }
      }
      epochs.add(met);
      int[] sorted = met.stream().mapToInt(Integer::intValue).sorted().toArray();
      for (int example = 0; example < EXAMPLES; example++) {
        assertEquals(example, sorted[example]);
      }
    }
    assertFalse(epochs.get(0).equals(epochs.get(1)));
  }

  @Test
  void unshuffledMinibatchesKeepTheStoredOrder() {
    ExampleWriter writer = new ExampleWriter(SHAPE, Normalization.identity(1), Augmentation.NONE);
    MinibatchLoader loader = new MinibatchLoader(writer, LAYOUT, SEED, false);
    Shard shard = shard(1);
    for (int epoch = 0; epoch < 2; epoch++) {
      int next = 0;
      for (int step = 0; step < LAYOUT.steps(); step++) {
        Minibatch minibatch = loader.load(shard, epoch, step);
        for (int i = 0; i < minibatch.size(); i++) {
          assertEquals(shard.example(next++), (int) minibatch.images()[i * SHAPE.elements()]);
        }
      }
      assertEquals(shard.size(), next);
    }
  }

  @Test
  void orderIsTheOneThatMinibatchesHave() {
    Shard shard = shard(2);
    int[] order = MinibatchLoader.order(shard, 3, SEED, true);
    MinibatchLoader loader = loader(Augmentation.NONE);
    for (int step = 0; step < LAYOUT.steps(); step++) {
      Minibatch minibatch = loader.load(shard, 3, step);
      for (int i = 0; i < minibatch.size(); i++) {
        int image = order[LAYOUT.start(2, step) + i];
        assertEquals(shard.example(image), (int) minibatch.images()[i * SHAPE.elements()]);
      }
    }
  }

  @Test
  void aMinibatchDoesNotDependOnWhatWasLoadedBefore() {
    Augmentation augmentation = new Augmentation(true, 1, 0.5);
    MinibatchLoader used = loader(augmentation);
    used.load(shard(0), 4, 2);
    used.load(shard(2), 1, 0);
    Minibatch again = used.load(shard(1), 1, 3);
    Minibatch fresh = loader(augmentation).load(shard(1), 1, 3);
    assertArrayEquals(fresh.images(), again.images());
    assertArrayEquals(fresh.labels(), again.labels());
  }

  @Test
  void augmentationIsSeededByEpochAndExample() {
    Augmentation augmentation = new Augmentation(false, 0, 1);
    Shard shard = shard(1);
    Minibatch minibatch = loader(augmentation).load(shard, 5, 2);
    int[] order =
        Permutation.of(shard.size(), Seeds.of(SEED, Seeds.Purpose.SHUFFLE, 5, shard.worker()));
    float[] expected = new float[SHAPE.elements()];
    ExampleWriter writer = new ExampleWriter(SHAPE, Normalization.identity(1), augmentation);
    for (int i = 0; i < minibatch.size(); i++) {
      int image = order[LAYOUT.start(1, 2) + i];
      long seed = Seeds.of(SEED, Seeds.Purpose.AUGMENTATION, 5, shard.example(image));
      writer.writeForTraining(shard.images(), image, seed, expected, 0);
      int from = i * SHAPE.elements();
      assertArrayEquals(
          expected, Arrays.copyOfRange(minibatch.images(), from, from + SHAPE.elements()));
    }
  }

  @Test
  void mixingIsSeededByEpochWorkerAndStepAndLeavesTheRestAlone() {
    String others = "mirror,shift=1,noise=0.5";
    MinibatchLoader plain = loader(Augmentation.parse(others));
    Augmentation mixing = Augmentation.parse(others + ",mixup=1.0");
    MinibatchLoader mixed = loader(mixing);
    mixed.load(shard(0), 4, 2);
    int mixedAny = 0;
    Mixer mixer = new Mixer(mixing, SHAPE, LAYOUT.sizes().last());
    for (int worker = 0; worker < WORKERS; worker++) {
      for (int step = 0; step < LAYOUT.steps(); step++) {
        Minibatch single = plain.load(shard(worker), 3, step);
        assertEquals(0, single.distributions().length);
        Minibatch expected = new Minibatch(single.size(), SHAPE.elements(), 10);
        System.arraycopy(single.images(), 0, expected.images(), 0, expected.images().length);
        System.arraycopy(single.labels(), 0, expected.labels(), 0, expected.size());
        mixer.mix(expected, Seeds.of(SEED, Seeds.Purpose.MIXING, 3, worker, step));
        Minibatch found = mixed.load(shard(worker), 3, step);
        assertArrayEquals(expected.images(), found.images());
        assertArrayEquals(expected.distributions(), found.distributions());
        mixedAny += Arrays.equals(single.images(), found.images()) ? 0 : 1;
      }
    }
    assertTrue(mixedAny > WORKERS * LAYOUT.steps() / 2, mixedAny + " minibatches were mixed");
  }

  @Test
  void aShardOfAnotherSizeIsRefused() {
    Shard half = new Shard(0, shard(0).images().select(new int[] {0}), new int[] {0});
    assertThrows(IllegalArgumentException.class, () -> loader(Augmentation.NONE).load(half, 0, 0));
  }

  private static MinibatchLoader loader(Augmentation augmentation) {
    ExampleWriter writer = new ExampleWriter(SHAPE, Normalization.identity(1), augmentation);
    return new MinibatchLoader(writer, LAYOUT, SEED);
  }

  /** A shard whose images are filled with their example's index, which is below 256. */
  private static Shard shard(int worker) {
    int[] owners = Shard.deal(EXAMPLES, WORKERS, SEED);
    List<Integer> examples = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      if (owners[i] == worker) {
        examples.add(i);
      }
    }
    byte[][] images = new byte[examples.size()][SHAPE.elements()];
    int[] labels = new int[examples.size()];
    for (int i = 0; i < images.length; i++) {
      Arrays.fill(images[i], (byte) (int) examples.get(i));
      labels[i] = examples.get(i) % 10;
    }
    List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return new Shard(
        worker,
        new ImageSet(SHAPE, names, images, labels),
        examples.stream().mapToInt(Integer::intValue).toArray());
  }
}
