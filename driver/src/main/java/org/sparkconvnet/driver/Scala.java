package org.sparkconvnet.driver;

import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;

/** The little Scala that subclasses of RDD cannot do without, typed for Java. */
final class Scala {
  private Scala() {}

  /** A sequence of one dependency. */
  static scala.collection.immutable.Seq<Dependency<?>> sequence(Dependency<?> only) {
    return JavaConverters.asScalaBuffer(List.<Dependency<?>>of(only)).toList();
  }

  /** An iterator over one element. */
  static <T> Iterator<T> iterator(T only) {
    return JavaConverters.asScalaIterator(List.of(only).iterator());
  }

  /** The one RDD that another is made from. */
  @SuppressWarnings("unchecked")
  static <T> RDD<T> parent(RDD<?> child) {
    return (RDD<T>) child.dependencies().head().rdd();
  }
}
