package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * A job's function that returns the one element of a partition.
 *
 * @param <T> its type
 */
final class Only<T> extends AbstractFunction2<TaskContext, Iterator<T>, T> implements Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public T apply(TaskContext context, Iterator<T> elements) {
    return elements.next();
  }
}
