package org.sparkconvnet.driver;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** What each worker returned, cut into numbered pieces: 0 is all but its parameters. */
final class PieceRdd extends RDD<Tuple2<Integer, Piece>> {
  private static final long serialVersionUID = 1L;

  private final int parameters;
  private final int length;

  PieceRdd(RDD<WorkerReturn> round, int parameters, int length) {
    super(
        round.sparkContext(),
        Scala.sequence(new OneToOneDependency<>(round)),
        ClassTag$.MODULE$.apply(Tuple2.class));
    this.parameters = parameters;
    this.length = length;
  }

  @Override
  public scala.collection.Iterator<Tuple2<Integer, Piece>> compute(
      Partition split, TaskContext context) {
    WorkerReturn result = Scala.<WorkerReturn>parent(this).iterator(split, context).next();
    byte[] vector = result.takeVector();
    int end = parameters * Float.BYTES;
    result.putVector(Arrays.copyOfRange(vector, end, vector.length));
    int worker = split.index();
    Iterator<Tuple2<Integer, Piece>> pieces =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return (next - 1L) * length < parameters;
          }

          @Override
          public Tuple2<Integer, Piece> next() {
            int number = next++;
            if (number == 0) {
              return new Tuple2<>(0, new Piece(worker, result.examples, null, result));
            }
            int from = (number - 1) * length * Float.BYTES;
            byte[] weights =
                Arrays.copyOfRange(vector, from, Math.min(end, from + length * Float.BYTES));
            return new Tuple2<>(number, new Piece(worker, result.examples, weights, null));
          }
        };
    return JavaConverters.asScalaIterator(pieces);
  }

  @Override
  public Partition[] getPartitions() {
    return Scala.parent(this).partitions();
  }
}
