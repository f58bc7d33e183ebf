package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.sparkconvnet.train.OuterStep;
import scala.Product2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * Partition 0 is what all workers returned besides parameters, in their order; partition k is the
 * mean difference of the k-th range of parameters, summed in worker order.
 */
final class MeanRdd extends RDD<MeanRdd.Part> {
  private static final long serialVersionUID = 1L;

  private final Weights start;
  private final int parameters;
  private final int length;

  MeanRdd(ShuffledRDD<Integer, Piece, Piece> pieces, Weights start, int parameters, int length) {
    super(
        pieces.sparkContext(),
        Scala.sequence(new OneToOneDependency<>(pieces)),
        ClassTag$.MODULE$.apply(Part.class));
    this.start = start;
    this.parameters = parameters;
    this.length = length;
  }

  /** One partition's element; one of its two parts is null. */
  static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;

    private final WorkerReturn[] returns;
    private final byte[] mean;

    private Part(WorkerReturn[] returns, byte[] mean) {
      this.returns = returns;
      this.mean = mean;
    }

    WorkerReturn[] returns() {
      return returns;
    }

    byte[] mean() {
      return mean;
    }
  }

  @Override
  public Iterator<Part> compute(Partition split, TaskContext context) {
    List<Piece> pieces = new ArrayList<>();
    Iterator<Product2<Integer, Piece>> pairs =
        Scala.<Product2<Integer, Piece>>parent(this).iterator(split, context);
    while (pairs.hasNext()) {
      pieces.add(pairs.next()._2());
    }
    pieces.sort(Comparator.comparingInt(piece -> piece.worker));
    return Scala.iterator(
        split.index() == 0
            ? new Part(pieces.stream().map(piece -> piece.rest).toArray(WorkerReturn[]::new), null)
            : new Part(null, mean(pieces, (split.index() - 1) * length)));
  }

  private byte[] mean(List<Piece> pieces, int first) {
    int end = Math.min(parameters, first + length);
    float[] range = Arrays.copyOfRange(start.parameters(), first, end);
    OuterStep step = OuterStep.averaging(range.length);
    for (Piece piece : pieces) {
      step.add(range, piece.weights, 0, piece.examples);
    }
    return step.mean();
  }

  @Override
  public Partition[] getPartitions() {
    return Scala.parent(this).partitions();
  }
}
