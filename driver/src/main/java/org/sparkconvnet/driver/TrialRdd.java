package org.sparkconvnet.driver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.sparkconvnet.random.Seeds;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** Workers that have computed already: each returns a vector of noise that it made before. */
final class TrialRdd extends RDD<WorkerReturn> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_KEPT = 1 << 25;
  private static final Map<Long, float[]> KEPT = new ConcurrentHashMap<>();
  private static final float[] NOTHING = {};

  private final int workers;
  private final int parameters;
  private final Weights start;
  private final Packing packing;

  TrialRdd(SparkContext spark, int workers, int parameters, Weights start, Packing packing) {
    super(
        spark,
        JavaConverters.asScalaBuffer(List.<Dependency<?>>of()).toList(),
        ClassTag$.MODULE$.apply(WorkerReturn.class));
    this.workers = workers;
    this.parameters = parameters;
    this.start = start;
    this.packing = packing;
  }

  /** A worker's vector, which its process keeps unless it is very long. */
  static float[] vector(int worker, int parameters) {
    long key = (long) worker << Integer.SIZE | parameters;
    return parameters > MOST_KEPT
        ? noise(worker, parameters)
        : KEPT.computeIfAbsent(key, absent -> noise(worker, parameters));
  }

  /** Frees what this process keeps. */
  static void forget() {
    KEPT.clear();
  }

  private static float[] noise(int worker, int parameters) {
    float[] vector = new float[parameters];
    long seed = Seeds.mix(worker + 1);
    for (int i = 0; i < parameters; i++) {
      vector[i] = (Seeds.mix(seed + i) >> 40) * 0x1p-28f;
    }
    return vector;
  }

  @Override
  public Partition[] getPartitions() {
    return NumberedPartition.some(workers);
  }

  @Override
  public Iterator<WorkerReturn> compute(Partition split, TaskContext context) {
    int worker = split.index();
    float[] residual = packing.hasResiduals() ? packing.residual(worker, parameters) : null;
    byte[] packed = packing.pack(worker, start, vector(worker, parameters), NOTHING, residual);
    return Scala.iterator(new WorkerReturn(packed, packing.kind(), 1));
  }
}
