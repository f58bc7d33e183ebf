package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.train.OuterStep;

/**
 * Times the averaging of vectors that workers hold already, by each strategy and by Spark's own
 * treeAggregate: from the start of the job until the driver's weights have moved. The weights that
 * workers started from have reached the executors before.
 */
public final class AveragingTrial implements AutoCloseable {
  private static final double NANOS = 1e9;
  private static final double MOMENTUM = 0.9;
  private static final int LINK_BYTES = 4 << 20;
  private static final int ADDED = 1 << 22;
  private static final int WARM_UP_JOBS = 200;

  private final JavaSparkContext spark;
  private final RoundExecutors executors;
  private final int parameters;
  private final int workers;
  private final float[] values;
  private final float[] velocity;

  /** So many workers that return so many parameters each. */
  public AveragingTrial(JavaSparkContext spark, int parameters, int workers) {
    this.spark = spark;
    this.executors = RoundExecutors.of(spark);
    this.parameters = parameters;
    this.workers = workers;
    this.values = new float[parameters];
    this.velocity = new float[parameters];
  }

  /** Seconds of one averaging. */
  public double seconds(Averaging way) {
    Weights start = Weights.send(spark, values, new float[0], workers);
    RunState state = RunState.of(values, velocity);
    Averager averager = averager(way);
    Packing packing = averager.packing(state, false);
    try {
      touch(start);
      long started = System.nanoTime();
      averager.run(
          executors.compute(new TrialRdd(spark.sc(), workers, parameters, start, packing)),
          start,
          state,
          returns -> {});
      return (System.nanoTime() - started) / NANOS;
    } finally {
      Residuals.drop(packing.after());
      start.dropAtOnce();
    }
  }

  private Averager averager(Averaging way) {
    OuterStep step = new OuterStep(parameters, MOMENTUM, true, 1);
    OuterStep none = OuterStep.averaging(0);
    return way == Averaging.REDUCE_SCATTER
        ? new ScatterAverager(spark.sc(), step, none, parameters, 0)
        : new CollectAverager(spark.sc(), Gathering.DEFAULT.withAverage(way), step, none, 0);
  }

  /** Brings the weights and the workers' vectors to where they are wanted. */
  private void touch(Weights start) {
    int length = parameters;
    numbers()
        .foreach(
            worker -> {
              start.parameters();
              TrialRdd.vector(worker, length);
            });
  }

  /** Seconds that Spark's treeAggregate of float vectors takes, and the same step after it. */
  public double treeAggregateSeconds() {
    OuterStep step = new OuterStep(parameters, MOMENTUM, true, 1);
    int length = parameters;
    numbers().foreach(worker -> TrialRdd.vector(worker, length));
    long started = System.nanoTime();
    float[] sum =
        numbers()
            .map(worker -> TrialRdd.vector(worker, length))
            .treeAggregate(new float[0], AveragingTrial::sum, AveragingTrial::sum);
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= workers;
    }
    step.add(values, sum, 1);
    step.apply(values, velocity);
    return (System.nanoTime() - started) / NANOS;
  }

  private static float[] sum(float[] sum, float[] vector) {
    if (sum.length == 0) {
      return vector.clone();
    }
    for (int i = 0; i < vector.length; i++) {
      sum[i] += vector[i];
    }
    return sum;
  }

  /** Seconds of a job of so many tasks that return a number each. */
  public double emptyJobSeconds(int tasks) {
    long started = System.nanoTime();
    RoundJob<Integer> job =
        new RoundJob<>(spark.sc(), executors.compute(new EmptyRdd(spark.sc(), tasks)));
    while (job.next() != null) {}
    return (System.nanoTime() - started) / NANOS;
  }

  /** What the driver's step costs, beside copying as many bytes as it reads and writes. */
  public record StepSeconds(double step, double copy) implements Serializable {}

  /** Seconds of one step of momentum, and of a copy of the memory that it touches. */
  public StepSeconds stepSeconds() {
    OuterStep step = new OuterStep(parameters, MOMENTUM, true, 1);
    step.add(values, velocity, 1);
    long started = System.nanoTime();
    step.apply(values, velocity);
    long stepped = System.nanoTime();
    // Each element: a double sum and two floats, all read and written.
    double[] from = new double[2 * parameters];
    double[] to = new double[2 * parameters];
    long copying = System.nanoTime();
    IntStream.range(0, 2)
        .parallel()
        .forEach(
            half -> System.arraycopy(from, half * parameters, to, half * parameters, parameters));
    long copied = System.nanoTime();
    return new StepSeconds((stepped - started) / NANOS, (copied - copying) / NANOS);
  }

  /** What averaging costs here, measured: for predictions. */
  public static AveragingCosts costs(JavaSparkContext spark, int repeats) {
    AveragingTrial trial = new AveragingTrial(spark, ADDED, 1);
    int slots = trial.executors.slots();
    double[] one = new double[repeats];
    double[] many = new double[repeats];
    double[] adding = new double[repeats];
    OuterStep step = OuterStep.averaging(ADDED);
    byte[] bytes = new byte[ADDED * Float.BYTES];
    int tasks = 16 * slots;
    for (int i = 0; i < WARM_UP_JOBS; i++) {
      trial.emptyJobSeconds(1); // the first hundred take several times as long, until compiled
    }
    for (int i = 0; i < repeats; i++) {
      one[i] = trial.emptyJobSeconds(1);
      many[i] = trial.emptyJobSeconds(tasks);
      long started = System.nanoTime();
      step.add(trial.values, bytes, 0, 1);
      adding[i] = (System.nanoTime() - started) / NANOS / ADDED;
    }
    double link = DriverLink.bytesPerSecond(spark, 8 * LINK_BYTES);
    double job = Median.of(one);
    double each = Math.max(0, Median.of(many) - job) / (tasks - 1);
    return new AveragingCosts(job, each, link, link, Median.of(adding));
  }

  private JavaRDD<Integer> numbers() {
    return executors.compute(
        spark.parallelize(IntStream.range(0, workers).boxed().toList(), workers));
  }

  /** Frees the vectors of this process; executors' end with them. */
  @Override
  public void close() {
    TrialRdd.forget();
  }
}
