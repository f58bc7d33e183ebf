package org.sparkconvnet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.driver.DataSplit;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.random.RandomStream;

class DataAuditTest {
  private static final Configuration HADOOP = new Configuration();

  /** 4 (10 - 15)^2 / 15 = 20/3; P(chi squared with 1 degree > 20/3) = erfc(sqrt(10/3)). */
  @Test
  void chiSquaredOfATableWorkedByHand() {
    ChiSquared test = ChiSquared.of(new long[][] {{10, 20}, {20, 10}});
    assertEquals(20.0 / 3, test.statistic(), 1e-12);
    assertEquals(1, test.degrees());
    assertEquals(0.009823, test.probability(), 1e-6);
  }

  @Test
  void emptyRowsAndColumnsCountForNothing() {
    ChiSquared with = ChiSquared.of(new long[][] {{10, 0, 20}, {0, 0, 0}, {20, 0, 10}});
    assertEquals(ChiSquared.of(new long[][] {{10, 20}, {20, 10}}), with);
    assertEquals(1, ChiSquared.of(new long[][] {{3, 5}}).probability());
  }

  /** Where labels are dealt at random, p is uniform: in 500 deals 5% lie below 0.05. */
  @Test
  void probabilitiesOfDealtShardsAreUniform() {
    int[] labels = new int[1000];
    Arrays.setAll(labels, i -> i / 100);
    int below = 0;
    double sum = 0;
    for (int seed = 0; seed < 500; seed++) {
      ChiSquared test = LabelTests.overGroups(LabelTests.shards(labels, 4, seed), 10);
      below += test.probability() < 0.05 ? 1 : 0;
      sum += test.probability();
    }
    assertEquals(25, below, 5 * Math.sqrt(500 * 0.05 * 0.95));
    assertEquals(0.5, sum / 500, 5 / Math.sqrt(12.0 * 500));
  }

  @Test
  void sortedDataAreFoundAndTheirShardsAreSound() {
    ImageSet all = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 1000);
    int[] sorted = new int[1000];
    Arrays.setAll(sorted, i -> i % 100 * 10 + i / 100);
    DataAudit audit = audit(all.select(sorted), null);
    assertTrue(audit.storedOrder().suspicious());
    assertFalse(audit.shards().suspicious());
    assertFalse(audit.trainedOrder().suspicious());
    assertFalse(audit(all, null).storedOrder().suspicious());
  }

  @Test
  void equalImagesAreFoundWithinAndAcross() {
    ImageSet some = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 40);
    ImageSet training = concatenate(some, some.select(new int[] {3, 3}));
    ImageSet other = GeneratedShapes.generate(1, GeneratedShapes.Split.TEST, 0, 20);
    byte[][] leaked = {some.image(7), some.image(8)};
    ImageSet relabelled = new ImageSet(some.shape(), some.classNames(), leaked, new int[] {7, 1});
    DataAudit audit = audit(training, concatenate(other, relabelled));
    assertEquals(42, audit.training().size());
    assertEquals(22, audit.test().size());
    assertEquals(2, audit.exact().withinTraining());
    assertEquals(0, audit.exact().withinTest());
    assertEquals(2, audit.exact().across());
    assertEquals(1, audit.exact().conflicting());
    assertEquals(new DataAudit.Example(false, 7, true, 20, true), audit.exact().examples().get(0));
    assertEquals(new DataAudit.Example(false, 8, true, 21, false), audit.exact().examples().get(1));
    assertEquals(0, audit.near().withinTraining() + audit.near().across());
  }

  /** Copies that are a little darker and noisier, or moved by a pixel, are near duplicates. */
  @Test
  void alteredCopiesAreNearDuplicates() {
    ImageSet training = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 200);
    RandomStream random = new RandomStream(4);
    byte[][] copies = new byte[50][];
    int[] labels = new int[50];
    for (int i = 0; i < copies.length; i++) {
      byte[] copy = training.image(4 * i).clone();
      for (int j = 0; j < copy.length; j++) {
        int value = (int) (0.9 * (copy[j] & 0xFF)) + random.nextInt(7) - 3;
        copy[j] = (byte) Math.max(0, Math.min(255, value));
      }
      copies[i] = copy;
      labels[i] = training.label(4 * i);
    }
    DataAudit audit =
        audit(training, new ImageSet(training.shape(), training.classNames(), copies, labels));
    assertEquals(0, audit.exact().across());
    assertTrue(audit.near().across() >= 45, "found " + audit.near().across() + " of 50");
    assertEquals(0, audit.near().withinTraining());
    assertEquals(0, audit.near().conflicting());
  }

  /** The search by bytes finds what comparing all with all finds. */
  @Test
  void nearDuplicatesAreThoseOfAllPairs() {
    ImageSet set = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 300);
    RandomStream random = new RandomStream(9);
    byte[][] images = new byte[600][];
    for (int i = 0; i < images.length; i++) {
      byte[] image = set.image(i / 2).clone();
      for (int j = 0; j < image.length; j++) {
        int value = (image[j] & 0xFF) + (i % 2) * (random.nextInt(61) - 30);
        image[j] = (byte) Math.max(0, Math.min(255, value));
      }
      images[i] = image;
    }
    ImageFacts facts = new ImageFacts(600);
    facts.put(0, new ImageSet(set.shape(), set.classNames(), images, new int[600]));
    List<Duplicates.Pair> expected = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      for (int j = i + 1; j < 600; j++) {
        boolean close = Long.bitCount(facts.hash(i) ^ facts.hash(j)) <= 7;
        if (close && distance(facts.thumbnail(i), facts.thumbnail(j)) <= 0.2) {
          expected.add(new Duplicates.Pair(i, j));
        }
      }
    }
    assertTrue(expected.size() > 20 && expected.size() < 300, expected.size() + " pairs");
    assertEquals(expected, new Duplicates(facts).near());
  }

  /** Of two thumbnails without their means, in standard deviations of the flatter one. */
  private static double distance(byte[] a, byte[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double varianceA = 0;
    double varianceB = 0;
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      double x = (a[i] & 0xFF) - meanA;
      double y = (b[i] & 0xFF) - meanB;
      varianceA += x * x;
      varianceB += y * y;
      squares += (x - y) * (x - y);
    }
    return Math.sqrt(squares / Math.min(varianceA, varianceB));
  }

  private static double mean(byte[] bytes) {
    double sum = 0;
    for (byte value : bytes) {
      sum += value & 0xFF;
    }
    return sum / bytes.length;
  }

  @Test
  void trainingWarnsOfLabelsThatDependOnWorkerOrOrder() {
    int[] fair = new int[1000];
    Arrays.setAll(fair, i -> i % 10);
    int[] sorted = new int[1000];
    Arrays.setAll(sorted, i -> i / 100);
    int[] lowHalf = new int[1000];
    Arrays.setAll(lowHalf, i -> i % 5);
    assertTrue(LabelTests.warning(List.of(fair, fair), 10).isEmpty());
    assertTrue(warning(sorted, sorted).startsWith("labels depend on the order they are met in, "));
    assertTrue(warning(fair, sorted).startsWith("labels depend on the order they are met in, "));
    assertTrue(warning(fair, lowHalf).startsWith("labels depend on the worker that meets them, "));
    assertTrue(warning(sorted, lowHalf).startsWith("labels depend on worker and order, "));
  }

  private static String warning(int[]... met) {
    return LabelTests.warning(List.of(met), 10).orElseThrow();
  }

  @Test
  void blankImagesAreCounted() {
    ImageSet set = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 20);
    byte[][] images = new byte[3][set.shape().elements()];
    Arrays.fill(images[0], (byte) 77);
    for (int i = 0; i < images[1].length; i++) {
      images[1][i] = (byte) (100 + i % 5);
      images[2][i] = (byte) (100 + 20 * (i % 5));
    }
    ImageSet blank = new ImageSet(set.shape(), set.classNames(), images, new int[3]);
    DataAudit audit = audit(concatenate(set, blank), null);
    assertEquals(1, audit.training().constant());
    assertEquals(1, audit.training().nearlyBlank());
    assertEquals(0, audit.near().withinTraining());
    assertEquals(2 + 3, audit.training().classCounts().get(0));
  }

  @Test
  void generatedImagesAreSound() {
    String uri = "generated:shapes?train=1000&test=300";
    DataAudit audit =
        DataAudit.of(
            Datasets.openTraining(uri, HADOOP), Datasets.openTest(uri, HADOOP), 3, 1, HADOOP);
    assertEquals(0, audit.exact().across() + audit.exact().withinTraining());
    assertEquals(0, audit.near().across() + audit.near().withinTraining());
    assertFalse(audit.shards().suspicious());
  }

  private static DataAudit audit(ImageSet training, ImageSet test) {
    return DataAudit.of(dataset(training), test == null ? null : dataset(test), 2, 1, HADOOP);
  }

  private static Dataset dataset(ImageSet set) {
    int half = set.size() / 2;
    return new Dataset(
        "memory",
        set.shape(),
        set.classNames(),
        List.of(new MemorySplit(set, 0, half), new MemorySplit(set, half, set.size() - half)));
  }

  private record MemorySplit(ImageSet set, int first, int size) implements DataSplit {
    @Override
    public ImageSet read(Configuration hadoop) {
      int[] indices = new int[size];
      Arrays.setAll(indices, i -> first + i);
      return set.select(indices);
    }
  }

  private static ImageSet concatenate(ImageSet first, ImageSet second) {
    byte[][] images = new byte[first.size() + second.size()][];
    int[] labels = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      ImageSet set = i < first.size() ? first : second;
      int index = i < first.size() ? i : i - first.size();
      images[i] = set.image(index);
      labels[i] = set.label(index);
    }
    return new ImageSet(first.shape(), first.classNames(), images, labels);
  }
}
