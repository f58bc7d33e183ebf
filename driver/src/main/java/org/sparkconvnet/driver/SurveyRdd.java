package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A partition for each executor that is asked, holding its answer, or null from another one. */
final class SurveyRdd extends RDD<Boxed<?>> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Boxed<?>> ANSWER = ClassTag$.MODULE$.apply(Boxed.class);

  private final ExecutorQuestion<?> question;
  private final transient List<Place> places;

  SurveyRdd(SparkContext spark, List<Place> places, ExecutorQuestion<?> question) {
    super(spark, JavaConverters.asScalaBuffer(List.<Dependency<?>>of()).toList(), ANSWER);
    this.places = places;
    this.question = question;
  }

  /** An executor and its host. */
  record Place(String executor, String host) implements Serializable {}

  private record SurveyPartition(int index, Place place) implements Partition {}

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[places.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new SurveyPartition(i, places.get(i));
    }
    return partitions;
  }

  /** As Spark names an executor in a partition's preferences. */
  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    Place place = ((SurveyPartition) split).place();
    String tag = "executor_" + place.host() + "_" + place.executor();
    return JavaConverters.asScalaBuffer(List.of(tag)).toList();
  }

  @Override
  public Iterator<Boxed<?>> compute(Partition split, TaskContext context) {
    Place place = ((SurveyPartition) split).place();
    boolean here = SparkEnv.get().executorId().equals(place.executor());
    return Scala.iterator(new Boxed<>(here ? answer(place) : null));
  }

  private ExecutorAnswer<?> answer(Place place) {
    try {
      return new ExecutorAnswer<>(place.executor(), place.host(), question.answer(), null);
    } catch (RuntimeException | LinkageError failed) {
      String why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      return new ExecutorAnswer<>(place.executor(), place.host(), null, why);
    }
  }
}
