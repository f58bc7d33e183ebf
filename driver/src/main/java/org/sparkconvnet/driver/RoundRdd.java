package org.sparkconvnet.driver;

import java.util.Arrays;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.sparkconvnet.train.LocalResult;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.Shard;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * A round: partition i is what worker i returns for its shard, from the weights that the partition
 * brings along. Weights travel in the partition because a stage's function is broadcast, and a
 * broadcast costs more than a small vector's way inside the task. A class of its own, not lambdas,
 * because Spark inspects the bytecode of every lambda in every job, which takes longer than all the
 * rest of an empty round.
 */
final class RoundRdd extends RDD<WorkerReturn> {
  private static final long serialVersionUID = 1L;
  private static final float[] NOTHING = {};

  private final String run;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final transient LocalSteps steps;
  private final transient Weights weights;
  private final transient Weights[] optimizers;
  private final transient Packing packing;

  RoundRdd(
      RDD<Shard> shards,
      String run,
      Broadcast<Boxed<WorkerSetup>> setup,
      LocalSteps steps,
      Weights weights,
      Weights[] optimizers,
      Packing packing) {
    super(
        shards.sparkContext(),
        Scala.sequence(new OneToOneDependency<>(shards)),
        ClassTag$.MODULE$.apply(WorkerReturn.class));
    this.run = run;
    this.setup = setup;
    this.steps = steps;
    this.weights = weights;
    this.optimizers = optimizers;
    this.packing = packing;
  }

  /** A worker's part of the round, on its way to the executor. */
  private static final class RoundPartition implements Partition {
    private static final long serialVersionUID = 1L;

    private final Partition shard;
    private final LocalSteps steps;
    private final Weights weights;
    private final Weights optimizer;
    private final Packing packing;

    private RoundPartition(
        Partition shard, LocalSteps steps, Weights weights, Weights optimizer, Packing packing) {
      this.shard = shard;
      this.steps = steps;
      this.weights = weights;
      this.optimizer = optimizer;
      this.packing = packing;
    }

    @Override
    public int index() {
      return shard.index();
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return index();
    }
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] shards = Scala.parent(this).partitions();
    Partition[] partitions = new Partition[shards.length];
    for (int i = 0; i < shards.length; i++) {
      partitions[i] =
          new RoundPartition(
              shards[i], steps, weights, optimizers == null ? null : optimizers[i], packing);
    }
    return partitions;
  }

  @Override
  public Iterator<WorkerReturn> compute(Partition split, TaskContext context) {
    RoundPartition part = (RoundPartition) split;
    Shard shard = Scala.<Shard>parent(this).iterator(part.shard, context).next();
    WorkerProcess process = WorkerProcess.of(run, () -> setup.value().value());
    return Scala.iterator(process.train(shard.worker(), bench -> work(part, shard, bench)));
  }

  private static WorkerReturn work(RoundPartition part, Shard shard, WorkerBench bench) {
    long started = System.nanoTime();
    float[] residual = null;
    if (part.packing.hasResiduals()) {
      residual = part.packing.residual(shard.worker(), bench.parameters().length);
      if (residual == null) {
        return WorkerReturn.withoutResidual();
      }
    }
    part.weights.copyTo(bench.parameters(), bench.state());
    if (part.optimizer == null) {
      Arrays.fill(bench.optimizer(), 0);
    } else {
      part.optimizer.copyTo(bench.optimizer(), NOTHING);
    }
    long received = System.nanoTime();
    LocalResult result =
        bench
            .trainer()
            .run(shard, part.steps, bench.parameters(), bench.state(), bench.optimizer());
    long trained = System.nanoTime();
    byte[] vector =
        part.packing.pack(
            shard.worker(), part.weights, bench.parameters(), bench.state(), residual);
    byte[] kept = part.optimizer == null ? null : Floats.encode(bench.optimizer(), NOTHING);
    return new WorkerReturn(
        vector, part.packing.kind(), kept, result, received - started, System.nanoTime() - trained);
  }
}
