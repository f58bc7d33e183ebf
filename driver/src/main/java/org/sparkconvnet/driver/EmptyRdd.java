package org.sparkconvnet.driver;

import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** Partitions that hold their number, for jobs that do nothing. */
final class EmptyRdd extends RDD<Integer> {
  private static final long serialVersionUID = 1L;

  private final int count;

  EmptyRdd(SparkContext spark, int count) {
    super(
        spark,
        JavaConverters.asScalaBuffer(List.<Dependency<?>>of()).toList(),
        ClassTag$.MODULE$.apply(Integer.class));
    this.count = count;
  }

  @Override
  public Partition[] getPartitions() {
    return NumberedPartition.some(count);
  }

  @Override
  public Iterator<Integer> compute(Partition split, TaskContext context) {
    return Scala.iterator(split.index());
  }
}
