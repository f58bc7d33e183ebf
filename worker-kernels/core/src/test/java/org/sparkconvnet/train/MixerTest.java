package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.random.SymmetricBeta;

/**
 * Mixtures against the published formulas, in double. Every example is a class of its own, so that
 * a distribution tells the partner and the share.
 */
class MixerTest {
  private static final double ULP = 0x1p-24;

  @ParameterizedTest
  @CsvSource({"1, 0.2", "2, 1.0", "7, 0.4", "33, 1.5"})
  void mixupBlendsImagesAndLabels(int size, double alpha) {
    Shape shape = Shape.of(2, 3, 5);
    Mixer mixer = mixer("mixup=" + alpha, shape, size);
    for (int seed = 0; seed < 20; seed++) {
      Minibatch before = minibatch(shape, size, seed);
      Minibatch after = mixed(mixer, before, seed);
      int[] partners = partners(after);
      for (int i = 0; i < size; i++) {
        double share = partners[i] == i ? 1 : new SymmetricBeta(alpha).next(stream(seed, i));
        assertEquals(share, share(after, i), ULP);
        for (int k = 0; k < shape.elements(); k++) {
          double own = before.images()[i * shape.elements() + k];
          double other = before.images()[partners[i] * shape.elements() + k];
          double expected = share * own + (1 - share) * other;
          double rounding = 4 * ULP * (Math.abs(own) + Math.abs(other));
          assertEquals(expected, after.images()[i * shape.elements() + k], rounding);
        }
      }
    }
  }

  /** Odd and even extents, wide and high; the share is what is left after the borders' cut. */
  @ParameterizedTest
  @CsvSource({"5, 9, 1.0", "8, 3, 0.3", "1, 1, 1.0", "12, 12, 4.0"})
  void cutmixPastesABoxAndCountsItsArea(int height, int width, double alpha) {
    Shape shape = Shape.of(3, height, width);
    int size = 13;
    Mixer mixer = mixer("cutmix=" + alpha, shape, size);
    int clipped = 0;
    for (int seed = 0; seed < 40; seed++) {
      Minibatch before = minibatch(shape, size, seed);
      Minibatch after = mixed(mixer, before, seed);
      int[] partners = partners(after);
      for (int i = 0; i < size; i++) {
        if (partners[i] != i) {
          RandomStream random = stream(seed, i);
          double drawn = new SymmetricBeta(alpha).next(random);
          int rows = (int) Math.floor(height * Math.sqrt(1 - drawn));
          int columns = (int) Math.floor(width * Math.sqrt(1 - drawn));
          int top = random.nextInt(height) - rows / 2;
          int left = random.nextInt(width) - columns / 2;
          int area = requirePasted(before, after, i, partners[i], shape, top, left, rows, columns);
          assertEquals(1 - area / (double) (height * width), share(after, i), ULP);
          clipped += area < rows * columns ? 1 : 0;
        }
      }
    }
    assertTrue(height * width == 1 || clipped > 20, "boxes at borders: " + clipped);
  }

  /** As if a clip's frames were channels. */
  @Test
  void aBoxIsTheSameInAllFramesOfAClip() {
    Shape clip = Shape.of(3, 4, 5, 6);
    Shape image = Shape.of(12, 5, 6);
    for (String text : new String[] {"cutmix=1.0", "mixup=0.4"}) {
      Mixer clips = mixer(text, clip, 7);
      Mixer images = mixer(text, image, 7);
      for (int seed = 0; seed < 20; seed++) {
        Minibatch ofClips = mixed(clips, minibatch(clip, 7, seed), seed);
        Minibatch ofImages = mixed(images, minibatch(image, 7, seed), seed);
        assertArrayEquals(ofImages.images(), ofClips.images());
        assertArrayEquals(ofImages.distributions(), ofClips.distributions());
      }
    }
  }

  private static int requirePasted(
      Minibatch before,
      Minibatch after,
      int i,
      int partner,
      Shape shape,
      int top,
      int left,
      int rows,
      int columns) {
    int area = 0;
    int width = shape.spatial().get(1);
    for (int k = 0; k < shape.elements(); k++) {
      int row = k % shape.positions() / width;
      int column = k % width;
      boolean inside = row >= top && row < top + rows && column >= left && column < left + columns;
      area += inside && k < shape.positions() ? 1 : 0;
      float expected = before.images()[(inside ? partner : i) * shape.elements() + k];
      assertEquals(expected, after.images()[i * shape.elements() + k]);
    }
    return area;
  }

  @Test
  void partnersAreAPermutationThatEverySeedDrawsAnew() {
    Mixer mixer = mixer("mixup=1.0", Shape.of(1, 2, 2), 9);
    int[] selves = new int[1];
    int seeds = 2000;
    int[][] pairs = new int[9][9];
    for (int seed = 0; seed < seeds; seed++) {
      int[] partners = partners(mixed(mixer, minibatch(Shape.of(1, 2, 2), 9, 0), seed));
      int[] sorted = partners.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < 9; i++) {
        assertEquals(i, sorted[i]);
        pairs[i][partners[i]]++;
        selves[0] += partners[i] == i ? 1 : 0;
      }
    }
    double expected = seeds / 9.0;
    for (int[] row : pairs) {
      for (int count : row) {
        assertEquals(expected, count, 5 * Math.sqrt(expected));
      }
    }
  }

  /** Of the pasted image and of the blended one, some pixels tell which it was. */
  @Test
  void withBothEachMinibatchDrawsOneOfThem() {
    Shape shape = Shape.of(1, 6, 6);
    Mixer mixer = mixer("mixup=1.0,cutmix=1.0", shape, 8);
    int cuts = 0;
    for (int seed = 0; seed < 400; seed++) {
      Minibatch before = minibatch(shape, 8, seed);
      Minibatch after = mixed(mixer, before, seed);
      int[] partners = partners(after);
      int own = 0;
      int blended = 0;
      for (int i = 0; i < 8; i++) {
        for (int k = 0; k < 36 && partners[i] != i; k++) {
          float found = after.images()[i * 36 + k];
          boolean whole =
              found == before.images()[i * 36 + k]
                  || found == before.images()[partners[i] * 36 + k];
          own += whole ? 1 : 0;
          blended += whole ? 0 : 1;
        }
      }
      assertTrue(blended == 0 || own < 0.1 * blended, "a minibatch of both kinds");
      cuts += blended == 0 ? 1 : 0;
    }
    assertEquals(200, cuts, 5 * 10);
  }

  /** The alone kinds mix as the same kind beside another does: adding one changes no draws. */
  @Test
  void aKindDrawsTheSameWithTheOtherBesideIt() {
    Shape shape = Shape.of(2, 4, 4);
    Mixer both = mixer("mixup=0.5,cutmix=1.0", shape, 6);
    Mixer[] alone = {mixer("mixup=0.5", shape, 6), mixer("cutmix=1.0", shape, 6)};
    for (int seed = 0; seed < 30; seed++) {
      Minibatch before = minibatch(shape, 6, seed);
      float[] found = mixed(both, before, seed).images();
      float[] first = mixed(alone[0], before, seed).images();
      float[] second = mixed(alone[1], before, seed).images();
      assertTrue(Arrays.equals(found, first) != Arrays.equals(found, second));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixup=0.3", "cutmix=1.0", "mixup=1.0,cutmix=1.0"})
  void whatIsLeftFromEarlierMinibatchesHasNoEffect(String text) {
    Shape shape = Shape.of(3, 5, 4);
    Mixer used = mixer(text, shape, 9);
    mixed(used, minibatch(shape, 9, 1), 1);
    mixed(used, minibatch(shape, 8, 2), 2);
    Minibatch before = minibatch(shape, 7, 3);
    Minibatch again = mixed(used, before, 4);
    Minibatch fresh = mixed(mixer(text, shape, 9), before, 4);
    assertArrayEquals(fresh.images(), again.images());
    assertArrayEquals(fresh.distributions(), again.distributions());
    assertFalse(Arrays.equals(before.images(), again.images()));
  }

  /** Distributions of examples of equal classes add up, and every one sums to 1. */
  @Test
  void classesThatMeetAddUp() {
    Shape shape = Shape.of(1, 3, 3);
    Minibatch minibatch = new Minibatch(20, shape.elements(), 3);
    Arrays.setAll(minibatch.labels(), i -> i % 3);
    mixer("mixup=1.0", shape, 20).mix(minibatch, 5);
    int whole = 0;
    for (int i = 0; i < 20; i++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += minibatch.distributions()[3 * i + k];
      }
      assertEquals(1, sum, 2 * ULP);
      whole += minibatch.distributions()[3 * i + i % 3] == 1 ? 1 : 0;
    }
    assertTrue(whole > 0 && whole < 20, whole + " of one class");
  }

  private static Mixer mixer(String text, Shape shape, int most) {
    return new Mixer(Augmentation.parse(text), shape, most);
  }

  /** Random images, each of a class of its own. */
  private static Minibatch minibatch(Shape shape, int size, int seed) {
    Minibatch minibatch = new Minibatch(size, shape.elements(), size);
    Random random = new Random(seed);
    for (int i = 0; i < minibatch.images().length; i++) {
      minibatch.images()[i] = (float) random.nextGaussian();
    }
    Arrays.fill(minibatch.distributions(), Float.NaN);
    Arrays.setAll(minibatch.labels(), i -> i);
    return minibatch;
  }

  private static Minibatch mixed(Mixer mixer, Minibatch before, long seed) {
    Minibatch after =
        new Minibatch(
            before.images().clone(), before.labels().clone(), before.distributions().clone());
    mixer.mix(after, seed);
    return after;
  }

  /** Whose share of each example's distribution is not its own; itself where there is none. */
  private static int[] partners(Minibatch minibatch) {
    int[] partners = new int[minibatch.size()];
    for (int i = 0; i < partners.length; i++) {
      partners[i] = i;
      for (int k = 0; k < partners.length; k++) {
        if (k != i && minibatch.distributions()[i * partners.length + k] > 0) {
          assertEquals(i, partners[i], "two partners");
          partners[i] = k;
        }
      }
    }
    return partners;
  }

  private static double share(Minibatch minibatch, int i) {
    return minibatch.distributions()[i * minibatch.size() + i];
  }

  private static RandomStream stream(long seed, int i) {
    return new RandomStream(Seeds.mix(seed ^ Seeds.mix(i + 1)));
  }
}
