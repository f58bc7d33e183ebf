package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.train.Permutation;
import org.sparkconvnet.train.Shard;

/**
 * Which examples of the training set are held out for validation: of each class the same share,
 * drawn by the run's seed. A function of data, share and seed.
 */
final class Holdout implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String FORMAT = "spark-convnet validation 1";

  private final BitSet held;
  private final int examples;

  private Holdout(BitSet held, int examples) {
    this.held = held;
    this.examples = examples;
  }

  /** Nothing held out of so many examples. */
  static Holdout none(int examples) {
    return new Holdout(new BitSet(), examples);
  }

  /** Reads the labels where the settings ask for validation. */
  static Holdout of(JavaSparkContext spark, Dataset data, TrainingSettings settings) {
    double share = settings.validation().share();
    if (share == 0) {
      return none(data.size());
    }
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try {
      List<int[]> labels =
          spark
              .parallelize(data.boxedSplits(), data.splits().size())
              .map(split -> split.value().labels(hadoop.value().value()))
              .collect();
      return draw(labels, data, share, settings.seed());
    } finally {
      hadoop.destroy(true);
    }
  }

  /** Of the n examples of each class round(share n), but not all. */
  static Holdout draw(List<int[]> labels, Dataset data, double share, long seed) {
    List<List<Integer>> byClass = new ArrayList<>();
    data.classNames().forEach(name -> byClass.add(new ArrayList<>()));
    int example = 0;
    for (int[] part : labels) {
      for (int label : part) {
        byClass.get(label).add(example++);
      }
    }
    BitSet held = new BitSet(example);
    for (int label = 0; label < byClass.size(); label++) {
      List<Integer> members = byClass.get(label);
      int count = (int) Math.min(Math.round(share * members.size()), members.size() - 1);
      int[] order = Permutation.of(members.size(), Seeds.of(seed, Seeds.Purpose.VALIDATION, label));
      for (int i = 0; i < count; i++) {
        held.set(members.get(order[i]));
      }
    }
    if (held.isEmpty()) {
      throw new DataException(
          "a validation share of %s of %d images in %d classes holds none out; give a larger one"
              .formatted(share, example, byClass.size()));
    }
    return new Holdout(held, example);
  }

  boolean holds(int example) {
    return held.get(example);
  }

  /** How many examples are held out. */
  int size() {
    return held.cardinality();
  }

  /** How many are left to train on. */
  int left() {
    return examples - size();
  }

  /** The worker of each example that is trained on, -1 for those held out. */
  int[] owners(int workers, long seed) {
    int[] dealt = Shard.deal(left(), workers, seed);
    if (held.isEmpty()) {
      return dealt;
    }
    int[] owners = new int[examples];
    int next = 0;
    for (int example = 0; example < examples; example++) {
      owners[example] = held.get(example) ? -1 : dealt[next++];
    }
    return owners;
  }

  /** A split's held-out images. */
  ImageSet heldOf(DataSplit split, Configuration hadoop) {
    ImageSet all = split.read(hadoop);
    int[] chosen =
        held.stream()
            .map(example -> example - split.first())
            .filter(i -> i >= 0 && i < all.size())
            .toArray();
    byte[][] images = new byte[chosen.length][];
    int[] labels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      images[i] = all.image(chosen[i]);
      labels[i] = all.label(chosen[i]);
    }
    return new ImageSet(all.shape(), all.classNames(), images, labels);
  }

  /** What validation.json holds: the held-out examples' indices in the training set. */
  String toJson(TrainingSettings settings) {
    ObjectNode json = Json.object();
    json.put("format", FORMAT);
    json.put("share", settings.validation().share());
    json.put("seed", settings.seed());
    json.put("of", examples);
    ArrayNode indices = json.putArray("examples");
    held.stream().forEach(indices::add);
    return Json.line(json) + "\n";
  }
}
