package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.train.Shard;

class ShardsTest {
  private static final int EXAMPLES = 2203; // three splits
  private static final int WORKERS = 4;
  private static final Dataset DATA =
      Datasets.openTraining("generated:shapes?seed=8&train=" + EXAMPLES, new Configuration());

  @Test
  void holdEveryExampleOnceByIndexWhateverTheCluster() {
    List<Shard> one = shards("local[1]");
    List<Shard> three = shards("local[3]");
    int[] owners = Shard.deal(EXAMPLES, WORKERS, 5);
    int[] seen = new int[EXAMPLES];
    ImageSet all = GeneratedShapes.generate(8, GeneratedShapes.Split.TRAIN, 0, EXAMPLES);
    for (int worker = 0; worker < WORKERS; worker++) {
      Shard shard = one.get(worker);
      assertEquals(worker, shard.worker());
      assertEquals(EXAMPLES / WORKERS + (worker < EXAMPLES % WORKERS ? 1 : 0), shard.size());
      for (int i = 0; i < shard.size(); i++) {
        int example = shard.example(i);
        seen[example]++;
        assertEquals(worker, owners[example]);
        assertEquals(i == 0 || shard.example(i - 1) < example, true);
        assertEquals(example, three.get(worker).example(i));
        assertArrayEquals(all.image(example), shard.images().image(i));
        assertArrayEquals(all.image(example), three.get(worker).images().image(i));
        assertEquals(all.label(example), shard.images().label(i));
      }
    }
    for (int count : seen) {
      assertEquals(1, count);
    }
  }

  @Test
  void measureTheChannelsExactly() {
    ImageSet all = GeneratedShapes.generate(8, GeneratedShapes.Split.TRAIN, 0, EXAMPLES);
    ChannelStatistics expected = ChannelStatistics.of(all);
    try (JavaSparkContext spark = TestRuns.spark("local[2]");
        Shards shards = Shards.deal(spark, DATA, WORKERS, 5)) {
      for (int channel = 0; channel < 3; channel++) {
        assertEquals(expected.mean(channel), shards.statistics().mean(channel));
        assertEquals(
            expected.standardDeviation(channel), shards.statistics().standardDeviation(channel));
      }
    }
  }

  private static List<Shard> shards(String master) {
    try (JavaSparkContext spark = TestRuns.spark(master);
        Shards shards = Shards.deal(spark, DATA, WORKERS, 5)) {
      return List.copyOf(shards.rdd().collect());
    }
  }
}
