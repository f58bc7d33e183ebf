package org.sparkconvnet.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.driver.DataSplit;
import org.sparkconvnet.driver.Dataset;

/**
 * An audit of a data set.
 *
 * @param classNames by label
 * @param training the training images
 * @param test the test images, of size 0 where there are none
 * @param storedOrder labels against the order in which the training images are stored
 * @param shards labels over the shards that training would deal
 * @param trainedOrder labels against the order in which worker 0 meets its shard
 * @param exact duplicates to the byte
 * @param near duplicates to the eye, beside those
 */
public record DataAudit(
    List<String> classNames,
    Part training,
    Part test,
    ChiSquared storedOrder,
    ChiSquared shards,
    ChiSquared trainedOrder,
    Repeats exact,
    Repeats near) {
  /** The spread of pixels, in grey levels, below which an image is nearly blank. */
  public static final double NEARLY_BLANK = 4;

  /**
   * Images of one part.
   *
   * @param classCounts by label
   * @param constant images of one colour
   * @param nearlyBlank others whose pixels' standard deviation is below {@link #NEARLY_BLANK}
   */
  public record Part(List<Long> classCounts, long constant, long nearlyBlank) {
    public Part {
      classCounts = List.copyOf(classCounts);
    }

    /** Number of images. */
    public long size() {
      return classCounts.stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Images met more than once.
   *
   * @param withinTraining pairs of training images
   * @param withinTest pairs of test images
   * @param across test images that have a double among the training images
   * @param conflicting pairs whose labels differ
   * @param examples some of the pairs, first those across
   */
  public record Repeats(
      long withinTraining, long withinTest, long across, long conflicting, List<Example> examples) {
    public Repeats {
      examples = List.copyOf(examples);
    }
  }

  /** Two images by part and index, and whether their labels agree. */
  public record Example(
      boolean firstInTest, int first, boolean secondInTest, int second, boolean sameLabel) {}

  private static final int MOST_EXAMPLES = 5;

  /**
   * Reads all images, in this process with all its cores, and audits them.
   *
   * @param test may be null
   * @param workers that training would have
   * @param seed that training would have
   */
  public static DataAudit of(
      Dataset training, Dataset test, int workers, long seed, Configuration hadoop) {
    int trainingSize = training.size();
    int testSize = test == null ? 0 : test.size();
    ImageFacts facts = new ImageFacts(Math.addExact(trainingSize, testSize));
    read(training, 0, facts, hadoop);
    if (test != null) {
      read(test, trainingSize, facts, hadoop);
    }
    int classes = training.classNames().size();
    int[] labels = Arrays.copyOf(facts.labels(), trainingSize);
    List<int[]> shards = LabelTests.shards(labels, workers, seed);
    Duplicates duplicates = new Duplicates(facts);
    return new DataAudit(
        training.classNames(),
        part(facts, 0, trainingSize, classes),
        part(facts, trainingSize, facts.size(), classes),
        LabelTests.alongOrder(labels, classes),
        LabelTests.overGroups(shards, classes),
        LabelTests.alongOrder(LabelTests.firstEpoch(shards.get(0), 0, seed), classes),
        repeats(duplicates.exact(), facts, trainingSize),
        repeats(duplicates.near(), facts, trainingSize));
  }

  private static void read(Dataset data, int offset, ImageFacts facts, Configuration hadoop) {
    List<DataSplit> splits = data.splits();
    IntStream.range(0, splits.size())
        .parallel()
        .forEach(i -> facts.put(offset + splits.get(i).first(), splits.get(i).read(hadoop)));
  }

  private static Part part(ImageFacts facts, int from, int to, int classes) {
    long[] counts = new long[classes];
    long constant = 0;
    long nearlyBlank = 0;
    for (int image = from; image < to; image++) {
      counts[facts.label(image)]++;
      float spread = facts.spread(image);
      constant += spread == 0 ? 1 : 0;
      nearlyBlank += spread > 0 && spread < NEARLY_BLANK ? 1 : 0;
    }
    List<Long> list = new ArrayList<>();
    for (long count : counts) {
      list.add(count);
    }
    return new Part(list, constant, nearlyBlank);
  }

  private static Repeats repeats(List<Duplicates.Pair> pairs, ImageFacts facts, int trainingSize) {
    long withinTraining = 0;
    long withinTest = 0;
    long conflicting = 0;
    Set<Integer> leaked = new HashSet<>();
    List<Example> acrossExamples = new ArrayList<>();
    List<Example> otherExamples = new ArrayList<>();
    for (Duplicates.Pair pair : pairs) {
      boolean sameLabel = facts.label(pair.first()) == facts.label(pair.second());
      conflicting += sameLabel ? 0 : 1;
      Example example = example(pair, trainingSize, sameLabel);
      if (example.firstInTest()) {
        withinTest++;
        otherExamples.add(example);
      } else if (example.secondInTest()) {
        leaked.add(pair.second());
        acrossExamples.add(example);
      } else {
        withinTraining++;
        otherExamples.add(example);
      }
    }
    acrossExamples.addAll(otherExamples);
    return new Repeats(
        withinTraining,
        withinTest,
        leaked.size(),
        conflicting,
        acrossExamples.subList(0, Math.min(MOST_EXAMPLES, acrossExamples.size())));
  }

  private static Example example(Duplicates.Pair pair, int trainingSize, boolean sameLabel) {
    boolean firstInTest = pair.first() >= trainingSize;
    boolean secondInTest = pair.second() >= trainingSize;
    return new Example(
        firstInTest,
        firstInTest ? pair.first() - trainingSize : pair.first(),
        secondInTest,
        secondInTest ? pair.second() - trainingSize : pair.second(),
        sameLabel);
  }
}
