package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkconvnet.train.LocalResult;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.Shard;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * A round's task: from the weights it brings, some local steps on the partition's shard. A named
 * class and not a lambda, because Spark inspects the bytecode of lambdas in every job, which would
 * take longer than the rest of an empty round.
 */
final class RoundTask extends AbstractFunction2<TaskContext, Iterator<Shard>, WorkerReturn>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final LocalSteps steps;
  private final Weights weights;

  RoundTask(String run, Broadcast<Boxed<WorkerSetup>> setup, LocalSteps steps, Weights weights) {
    this.run = run;
    this.setup = setup;
    this.steps = steps;
    this.weights = weights;
  }

  @Override
  public WorkerReturn apply(TaskContext context, Iterator<Shard> shards) {
    Shard shard = shards.next();
    WorkerProcess process = WorkerProcess.of(run, () -> setup.value().value());
    return process.train(shard.worker(), bench -> work(shard, bench));
  }

  private WorkerReturn work(Shard shard, WorkerBench bench) {
    long started = System.nanoTime();
    Floats.decode(weights.bytes(), bench.parameters(), bench.state());
    long received = System.nanoTime();
    LocalResult result = bench.trainer().run(shard, steps, bench.parameters(), bench.state());
    long trained = System.nanoTime();
    byte[] vector = Floats.encode(bench.parameters(), bench.state());
    return new WorkerReturn(vector, result, received - started, System.nanoTime() - trained);
  }
}
