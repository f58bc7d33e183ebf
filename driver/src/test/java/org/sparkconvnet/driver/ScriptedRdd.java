package org.sparkconvnet.driver;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** Workers of a round that return what they are told to, when they are told to. */
final class ScriptedRdd extends RDD<WorkerReturn> {
  private static final long serialVersionUID = 1L;

  /** Tasks that are to fail once, by worker; this process runs them all. */
  static final AtomicInteger FAILING = new AtomicInteger(-1);

  private final float[][] ends;
  private final float[] state;
  private final long[] delays;
  private final Weights start;
  private final Packing packing;

  /**
   * @param ends the weights of each worker
   * @param state of all of them
   * @param delays milliseconds that each takes
   */
  ScriptedRdd(
      org.apache.spark.SparkContext spark,
      float[][] ends,
      float[] state,
      long[] delays,
      Weights start,
      Packing packing) {
    super(
        spark,
        JavaConverters.asScalaBuffer(List.<org.apache.spark.Dependency<?>>of()).toList(),
        ClassTag$.MODULE$.apply(WorkerReturn.class));
    this.ends = ends;
    this.state = state;
    this.delays = delays;
    this.start = start;
    this.packing = packing;
  }

  /** So many examples of worker i count. */
  static long examples(int worker) {
    return 10 + 3L * worker;
  }

  @Override
  public Partition[] getPartitions() {
    return NumberedPartition.some(ends.length);
  }

  @Override
  public Iterator<WorkerReturn> compute(Partition split, TaskContext context) {
    int worker = split.index();
    try {
      Thread.sleep(delays[worker]);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    float[] residual =
        packing.hasResiduals() ? packing.residual(worker, ends[worker].length) : null;
    if (packing.hasResiduals() && residual == null) {
      return Scala.iterator(WorkerReturn.withoutResidual());
    }
    byte[] vector = packing.pack(worker, start, ends[worker], state, residual);
    if (FAILING.compareAndSet(worker, -1)) {
      throw new IllegalStateException("a fault on purpose"); // after its residual was kept
    }
    return Scala.iterator(new WorkerReturn(vector, packing.kind(), examples(worker)));
  }
}
