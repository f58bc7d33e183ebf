package org.sparkconvnet.driver;

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
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Runs rounds: one Spark job each, then the outer step over what it returned, in worker order. */
final class Rounds {
  private static final ClassTag<WorkerReturn> RETURN = ClassTag$.MODULE$.apply(WorkerReturn.class);
  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final JavaSparkContext spark;
  private final RDD<Shard> shards;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final String run;
  private final ParameterLayout layout;
  private final OuterStep parameterStep;
  private final OuterStep stateStep;
  private final OptimizerExchange exchange;
  private final float[] returnedParameters;
  private final float[] returnedState;
  private final float[] stateVelocity;
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
    this.parameterStep =
        new OuterStep(parameters, settings.momentum(), settings.nesterov(), settings.outerRate());
    this.stateStep = OuterStep.averaging(layout.stateCount());
    this.exchange = new OptimizerExchange(spark, settings.update(), settings.workers(), parameters);
    this.returnedParameters = new float[parameters];
    this.returnedState = new float[layout.stateCount()];
    this.stateVelocity = new float[layout.stateCount()];
    int slots = Math.max(1, spark.defaultParallelism());
    this.turns = Math.max(1, (double) settings.workers() / slots);
  }

  /** What a round counted. */
  record Outcome(long examples, long correct, double lossSum, RoundTimes times, long nanos) {}

  /**
   * Runs a round from {@code state} and moves its weights.
   *
   * @param lastGood says where good weights lie, for messages
   * @throws DivergenceException where a loss or a weight is no longer a number, or the loss is far
   *     above its band; the weights are then not to be used
   */
  Outcome run(RunState state, LocalSteps steps, Supplier<String> lastGood) {
    long started = System.nanoTime();
    Weights weights =
        Weights.send(
            spark, Floats.encode(state.parameters, state.state), shards.getNumPartitions());
    Weights[] optimizers = exchange.send(state.optimizer);
    long sent = System.nanoTime();
    try {
      // Given a name, Spark does not walk and print the stack.
      spark.setLocalProperty("callSite.short", "round");
      spark.setLocalProperty("callSite.long", "a round of training");
      RoundRdd round = new RoundRdd(shards, run, setup, steps, weights, optimizers);
      WorkerReturn[] returns =
          (WorkerReturn[]) spark.sc().runJob(round, new Only<WorkerReturn>(), RETURN);
      requireFinite(state, returns, steps, lastGood);
      requireInBand(state, returns, steps, lastGood);
      Outcome outcome = finish(state, returns, started, sent);
      requireFinite(state, steps, lastGood);
      return outcome;
    } finally {
      spark.clearCallSite();
      weights.drop();
      OptimizerExchange.drop(optimizers);
    }
  }

  private Outcome finish(RunState state, WorkerReturn[] returns, long started, long sent) {
    long examples = 0;
    long correct = 0;
    double lossSum = 0;
    long decodeNanos = 0;
    long averageStart = System.nanoTime();
    for (WorkerReturn result : returns) {
      long decoding = System.nanoTime();
      Floats.decode(result.vector, returnedParameters, returnedState);
      decodeNanos += System.nanoTime() - decoding;
      parameterStep.add(state.parameters, returnedParameters, result.examples);
      stateStep.add(state.state, returnedState, result.examples);
      examples += result.examples;
      correct += result.correct;
      lossSum += result.lossSum;
    }
    parameterStep.apply(state.parameters, state.velocity);
    stateStep.apply(state.state, stateVelocity);
    exchange.take(state.optimizer, returns);
    long ended = System.nanoTime();
    long averageNanos = ended - averageStart - decodeNanos;
    RoundTimes times = times(returns, sent - started, decodeNanos, averageNanos, ended - started);
    return new Outcome(examples, correct, lossSum, times, ended - started);
  }

  private RoundTimes times(
      WorkerReturn[] returns, long sendNanos, long decodeNanos, long averageNanos, long allNanos) {
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
    double mean = (receive + data + compute + returned) / returns.length;
    double waited = turns > 1 ? 0 : (slowest - mean) / NANOS_PER_MILLISECOND;
    double share = turns / returns.length / NANOS_PER_MILLISECOND;
    double broadcast = sendNanos / NANOS_PER_MILLISECOND + receive * share;
    double back = returned * share + decodeNanos / NANOS_PER_MILLISECOND;
    double average = averageNanos / NANOS_PER_MILLISECOND;
    double known = broadcast + (data + compute) * share + back + average + waited;
    double other = Math.max(0, allNanos / NANOS_PER_MILLISECOND - known);
    return new RoundTimes(broadcast, data * share, compute * share, back, average, waited, other);
  }

  private static void requireFinite(
      RunState state, WorkerReturn[] returns, LocalSteps steps, Supplier<String> lastGood) {
    for (int worker = 0; worker < returns.length; worker++) {
      WorkerReturn result = returns[worker];
      if (result.nonFiniteStep >= 0) {
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
    int worst = 0;
    for (int worker = 0; worker < returns.length; worker++) {
      lossSum += returns[worker].lossSum;
      examples += returns[worker].examples;
      worst = meanLoss(returns[worker]) > meanLoss(returns[worst]) ? worker : worst;
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
