package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.NonFinite;
import org.sparkconvnet.train.OuterStep;
import org.sparkconvnet.train.Shard;

/** Runs rounds: one Spark job each, then the outer step over what it returned, in worker order. */
final class Rounds {
  /** Rounds between two after which nothing is left on executors, in 16 bits averaging. */
  private static final int SETTLING_ROUNDS = 16;

  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final JavaSparkContext spark;
  private final RDD<Shard> shards;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final String run;
  private final ParameterLayout layout;
  private final Averager averager;
  private final OptimizerExchange exchange;
  private final int stepsPerEpoch;
  private final int classes;
  private final double turns;

  Rounds(
      JavaSparkContext spark,
      RDD<Shard> shards,
      Broadcast<Boxed<WorkerSetup>> setup,
      TrainingSettings settings) {
    this.spark = spark;
    this.shards = shards;
    this.setup = setup;
    this.run = setup.value().value().run();
    this.layout = ParameterLayout.of(settings.network());
    this.classes = settings.network().classes();
    int parameters = layout.parameterCount();
    this.averager = averager(spark, settings, layout);
    this.exchange = new OptimizerExchange(spark, settings.update(), settings.workers(), parameters);
    this.stepsPerEpoch = setup.value().value().layout().steps();
    int slots = RoundExecutors.of(spark).slots();
    this.turns = Math.max(1, (double) settings.workers() / slots);
  }

  static Averager averager(
      JavaSparkContext spark, TrainingSettings settings, ParameterLayout layout) {
    int count = layout.parameterCount();
    OuterStep parameters =
        new OuterStep(count, settings.momentum(), settings.nesterov(), settings.outerRate());
    OuterStep running = OuterStep.averaging(layout.stateCount());
    Gathering gathering = settings.gathering();
    return switch (gathering.average()) {
      case COLLECT, BF16 ->
          new CollectAverager(spark.sc(), gathering, parameters, running, layout.stateCount());
      case REDUCE_SCATTER ->
          new ScatterAverager(spark.sc(), parameters, running, count, layout.stateCount());
      case AUTO -> throw new IllegalStateException("the way of averaging is not settled");
    };
  }

  /**
   * What a round counted.
   *
   * @param leftOut workers that were not waited for, in their order
   */
  record Outcome(
      long examples,
      long correct,
      double lossSum,
      RoundTimes times,
      long nanos,
      List<Integer> leftOut) {}

  /**
   * Runs a round from {@code state} and moves its weights.
   *
   * @param lastGood says where good weights lie, for messages
   * @throws DivergenceException where a loss or a weight is no longer a number, or the loss is far
   *     above its band; the weights are then not to be used
   */
  Outcome run(RunState state, LocalSteps steps, Supplier<String> lastGood) {
    long started = System.nanoTime();
    Weights weights = Weights.send(spark, state.parameters, state.state, shards.getNumPartitions());
    Weights[] optimizers = exchange.send(state.optimizer);
    boolean settles =
        (state.round + 1) % SETTLING_ROUNDS == 0 || state.step + steps.count() == stepsPerEpoch;
    Packing packing = averager.packing(state, settles);
    long sent = System.nanoTime();
    boolean done = false;
    try {
      // Given a name, Spark does not walk and print the stack.
      spark.setLocalProperty("callSite.short", "round");
      spark.setLocalProperty("callSite.long", "a round of training");
      RoundRdd round = new RoundRdd(shards, run, setup, steps, weights, optimizers, packing);
      Averager.Gathered gathered =
          averager.run(round, weights, state, returns -> check(returns, state, steps, lastGood));
      Outcome outcome = finish(state, gathered, started, sent);
      requireFinite(state, steps, lastGood);
      done = true;
      return outcome;
    } finally {
      spark.clearCallSite();
      weights.drop();
      OptimizerExchange.drop(optimizers);
      Residuals.drop(state.residuals);
      Residuals.drop(done ? Residuals.NONE : packing.after());
      state.residuals = done ? packing.after() : Residuals.NONE;
    }
  }

  private void check(
      WorkerReturn[] returns, RunState state, LocalSteps steps, Supplier<String> lastGood) {
    for (int worker = 0; worker < returns.length; worker++) {
      if (returns[worker] != null && returns[worker].residualLost) {
        throw new ResidualsLostException(worker);
      }
    }
    requireFinite(state, returns, steps, lastGood);
    requireInBand(state, returns, steps, lastGood);
  }

  private Outcome finish(RunState state, Averager.Gathered gathered, long started, long sent) {
    long examples = 0;
    long correct = 0;
    double lossSum = 0;
    List<WorkerReturn> present = new ArrayList<>();
    List<Integer> leftOut = new ArrayList<>();
    for (int worker = 0; worker < gathered.returns().length; worker++) {
      WorkerReturn result = gathered.returns()[worker];
      if (result == null) {
        leftOut.add(worker);
        continue;
      }
      present.add(result);
      examples += result.examples;
      correct += result.correct;
      lossSum += result.lossSum;
    }
    exchange.take(state.optimizer, gathered.returns());
    long ended = System.nanoTime();
    RoundTimes times =
        times(present, sent - started, ended - gathered.arrivedNanos(), ended - started);
    return new Outcome(examples, correct, lossSum, times, ended - started, List.copyOf(leftOut));
  }

  private RoundTimes times(
      List<WorkerReturn> returns, long sendNanos, long averageNanos, long allNanos) {
    double receive = 0;
    double data = 0;
    double compute = 0;
    double returned = 0;
    double slowest = 0;
    for (WorkerReturn result : returns) {
      receive += result.receiveNanos;
      data += result.dataNanos;
      compute += result.computeNanos;
      returned += result.returnNanos;
      slowest = Math.max(slowest, result.nanos());
    }
    double mean = (receive + data + compute + returned) / returns.size();
    double waited = turns > 1 ? 0 : (slowest - mean) / NANOS_PER_MILLISECOND;
    double share = turns / returns.size() / NANOS_PER_MILLISECOND;
    double broadcast = sendNanos / NANOS_PER_MILLISECOND + receive * share;
    double back = returned * share;
    double average = averageNanos / NANOS_PER_MILLISECOND;
    double known = broadcast + (data + compute) * share + back + average + waited;
    double other = Math.max(0, allNanos / NANOS_PER_MILLISECOND - known);
    return new RoundTimes(broadcast, data * share, compute * share, back, average, waited, other);
  }

  private static void requireFinite(
      RunState state, WorkerReturn[] returns, LocalSteps steps, Supplier<String> lastGood) {
    for (int worker = 0; worker < returns.length; worker++) {
      WorkerReturn result = returns[worker];
      if (result != null && result.nonFiniteStep >= 0) {
        throw new DivergenceException(
            "the loss is not a number in round %d (epoch %d), worker %d, local step %d, learning rate %s: %s"
                .formatted(
                    state.round + 1,
                    state.epoch + 1,
                    worker,
                    result.nonFiniteStep + 1,
                    steps.rates()[result.nonFiniteStep],
                    result.nonFiniteWhere),
            lastGood.get());
      }
    }
  }

  /**
   * Throws where the round's loss is far above its band, naming the worker whose loss was worst.
   */
  private void requireInBand(
      RunState state, WorkerReturn[] returns, LocalSteps steps, Supplier<String> lastGood) {
    double lossSum = 0;
    long examples = 0;
    int worst = -1;
    for (int worker = 0; worker < returns.length; worker++) {
      if (returns[worker] == null) {
        continue;
      }
      lossSum += returns[worker].lossSum;
      examples += returns[worker].examples;
      boolean worse = worst < 0 || meanLoss(returns[worker]) > meanLoss(returns[worst]);
      worst = worse ? worker : worst;
    }
    double limit = state.band.limit(classes);
    if (lossSum / examples > limit) {
      throw new DivergenceException(
          String.format(
              Locale.ROOT,
              "the loss of round %d (epoch %d) is %.4g, far above its running mean of %.4g (limit"
                  + " %.4g); worst is worker %d with %.4g; learning rate %s",
              state.round + 1,
              state.epoch + 1,
              lossSum / examples,
              state.band.mean,
              limit,
              worst,
              meanLoss(returns[worst]),
              steps.rates()[0]),
          lastGood.get());
    }
  }

  private static double meanLoss(WorkerReturn result) {
    return result.examples == 0 ? 0 : result.lossSum / result.examples;
  }

  private void requireFinite(RunState state, LocalSteps steps, Supplier<String> lastGood) {
    Parameter parameter = NonFinite.first(layout.parameters(), state.parameters);
    if (parameter != null) {
      throw new DivergenceException(
          "the parameters of '%s' are not finite after the averaging of round %d (epoch %d), learning rate %s"
              .formatted(parameter.name(), state.round + 1, state.epoch + 1, steps.rates()[0]),
          lastGood.get());
    }
  }
}
