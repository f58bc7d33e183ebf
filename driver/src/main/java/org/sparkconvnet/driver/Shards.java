package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.train.MinibatchLoader;
import org.sparkconvnet.train.Shard;
import scala.Tuple2;

/**
 * The training set dealt to workers, partition i of {@link #rdd} holding the one shard of worker i.
 * What a shard holds, and in which order, depends on data, seed and number of workers alone.
 * Executors that compute rounds keep their shards, which others may have read and cut; Spark reads
 * again what it loses.
 */
final class Shards implements AutoCloseable {
  private final JavaRDD<Shard> rdd;
  private final List<Broadcast<?>> broadcasts;
  private final ChannelStatistics statistics;

  private Shards(JavaRDD<Shard> rdd, List<Broadcast<?>> broadcasts) {
    this.rdd = rdd;
    this.broadcasts = broadcasts;
    this.statistics =
        rdd.map(shard -> ChannelStatistics.of(shard.images())).reduce(ChannelStatistics::merge);
  }

  /** Of the whole data set. */
  static Shards deal(JavaSparkContext spark, Dataset data, int workers, long seed) {
    return deal(spark, data, Holdout.none(data.size()), workers, seed);
  }

  /** Reads the data set once, deals what is not held out, and measures its channels. */
  static Shards deal(
      JavaSparkContext spark, Dataset data, Holdout holdout, int workers, long seed) {
    Broadcast<int[]> owners = spark.broadcast(holdout.owners(workers, seed));
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaPairRDD<Integer, ShardPiece> pieces =
        spark
            .parallelize(data.boxedSplits(), data.splits().size())
            .flatMapToPair(
                split -> cut(split.value(), hadoop.value().value(), owners.value(), workers))
            .partitionBy(new HashPartitioner(workers));
    ShardRdd shards = new ShardRdd(pieces.rdd(), data.shape(), data.classNames());
    RoundExecutors.of(spark)
        .compute(shards)
        .setName("shards")
        .persist(StorageLevel.MEMORY_AND_DISK());
    return new Shards(shards.toJavaRDD(), List.of(owners, hadoop));
  }

  private static Iterator<Tuple2<Integer, ShardPiece>> cut(
      DataSplit split, Configuration hadoop, int[] owners, int workers) {
    ImageSet set = split.read(hadoop);
    ShardPiece[] pieces = ShardPiece.cut(set, split.first(), owners, workers);
    List<Tuple2<Integer, ShardPiece>> keyed = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      keyed.add(new Tuple2<>(worker, pieces[worker]));
    }
    return keyed.iterator();
  }

  JavaRDD<Shard> rdd() {
    return rdd;
  }

  /** Each worker's labels in the order in which it meets them in the first epoch. */
  List<int[]> labelsAsMet(long seed, boolean shuffle) {
    return rdd.map(
            shard -> {
              int[] order = MinibatchLoader.order(shard, 0, seed, shuffle);
              for (int i = 0; i < order.length; i++) {
                order[i] = shard.images().label(order[i]);
              }
              return order;
            })
        .collect();
  }

  /** Of all training images. */
  ChannelStatistics statistics() {
    return statistics;
  }

  /**
   * Waits for the executors: Spark reports, with traces, every answer that it still expects when
   * its context closes, and what ends a run closes that soon after.
   */
  @Override
  public void close() {
    rdd.unpersist(true);
    broadcasts.forEach(broadcast -> broadcast.destroy(true));
  }
}
