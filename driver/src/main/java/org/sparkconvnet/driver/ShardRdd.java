package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Shard;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * Joins the pieces that lie in partition i of its parent to the shard of worker i. A class of its
 * own, since every task of every round carries its lineage: this one is small.
 */
final class ShardRdd extends RDD<Shard> {
  private static final long serialVersionUID = 1L;

  private final Shape shape;
  private final List<String> classNames;

  ShardRdd(RDD<Tuple2<Integer, ShardPiece>> pieces, Shape shape, List<String> classNames) {
    super(
        pieces.sparkContext(),
        Scala.sequence(new OneToOneDependency<>(pieces)),
        ClassTag$.MODULE$.apply(Shard.class));
    this.shape = shape;
    this.classNames = new ArrayList<>(classNames);
  }

  @Override
  public Iterator<Shard> compute(Partition split, TaskContext context) {
    List<ShardPiece> pieces = new ArrayList<>();
    Iterator<Tuple2<Integer, ShardPiece>> pairs =
        Scala.<Tuple2<Integer, ShardPiece>>parent(this).iterator(split, context);
    while (pairs.hasNext()) {
      pieces.add(pairs.next()._2());
    }
    return Scala.iterator(ShardPiece.join(split.index(), shape, classNames, pieces));
  }

  @Override
  public Partition[] getPartitions() {
    return Scala.parent(this).partitions();
  }
}
