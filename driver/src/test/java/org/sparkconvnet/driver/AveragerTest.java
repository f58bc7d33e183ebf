package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;

/** Each way of averaging is held to the plain mean, in double, of what the workers arrived at. */
class AveragerTest {
  private static final int WORKERS = 5;
  private static final int ROUNDS = 4;
  private static final long[] AT_ONCE = new long[WORKERS];

  /** Two running statistics, and pieces of several lengths: more than 65,536 parameters. */
  private static final Network NETWORK =
      Network.builder("wide", Shape.of(1, 8, 8))
          .batchNormalization("norm")
          .dense("hidden", 1100)
          .dense("classifier", 10)
          .softmaxCrossEntropy("loss")
          .build();

  private static final ParameterLayout LAYOUT = ParameterLayout.of(NETWORK);
  private static final int LENGTH = LAYOUT.parameterCount();
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = TestRuns.spark("local[3,2]");
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void equalsThePlainMean(Averaging way) {
    assertTrue(LENGTH > 1 << 16);
    RunState state = run(way, AT_ONCE);
    double[] mean = new double[LENGTH]; // of every round's moves, added up
    double[] size = new double[LENGTH];
    for (int round = 0; round < ROUNDS; round++) {
      for (int worker = 0; worker < WORKERS; worker++) {
        float[] move = move(round, worker);
        for (int i = 0; i < LENGTH; i++) {
          mean[i] += ScriptedRdd.examples(worker) * (double) move[i] / allExamples();
          size[i] = Math.max(size[i], Math.abs(move[i]));
        }
      }
    }
    float[] start = vector(new RandomStream(1), 1);
    for (int i = 0; i < LENGTH; i++) {
      // Weights of size 2 at most are rounded once a round, and so is each worker's w + move; with
      // bf16 what rounding left over is sent on, whole in the last round, and is itself exact but
      // for one rounding of move + residual; reduce-scatter rounds the mean.
      double tolerance = ROUNDS * (3 * 0x1p-23 + 3 * 0x1p-24 * size[i]);
      assertEquals(start[i] + mean[i], state.parameters[i], tolerance);
    }
    assertEquals(statistic(ROUNDS - 1), state.state[0], 0x1p-22);
  }

  @Test
  void roundingAloneIsSeenBeforeItIsSettled() {
    RunState exact = run(Averaging.COLLECT, AT_ONCE, 1, false);
    RunState rounded = run(Averaging.BF16, AT_ONCE, 1, false);
    double worst = 0;
    for (int i = 0; i < LENGTH; i++) {
      worst = Math.max(worst, Math.abs(exact.parameters[i] - rounded.parameters[i]));
    }
    // moves are of size 0.01 at most, in 8 bits
    assertTrue(worst <= 0.01 * 0x1p-8 + 0x1p-23 && worst > 0.01 * 0x1p-12, "differs by " + worst);
    Residuals.drop(rounded.residuals);
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void bitsDependNeitherOnTheOrderOfArrivalNorOnTasksThatFail(Averaging way) {
    RunState quick = run(way, AT_ONCE);
    RunState reversed = run(way, new long[] {200, 150, 100, 50, 0});
    ScriptedRdd.FAILING.set(2);
    RunState disturbed = run(way, AT_ONCE);
    assertEquals(-1, ScriptedRdd.FAILING.get());
    for (RunState other : List.of(reversed, disturbed)) {
      assertArrayEquals(quick.parameters, other.parameters);
      assertArrayEquals(quick.velocity, other.velocity);
      assertArrayEquals(quick.state, other.state);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void aRoundThatIsNotToCountMovesNothing(Averaging way) {
    RunState state = initial();
    Averager averager = averager(Gathering.DEFAULT.withAverage(way));
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                round(
                    averager,
                    state,
                    0,
                    AT_ONCE,
                    true,
                    returns -> {
                      assertEquals(WORKERS, returns.length);
                      throw new IllegalStateException("not this one");
                    }));
    assertEquals("not this one", thrown.getMessage());
    assertArrayEquals(initial().parameters, state.parameters);
    round(averager, state, 0, AT_ONCE, true, returns -> {});
    RunState undisturbed = initial();
    round(
        averager(Gathering.DEFAULT.withAverage(way)), undisturbed, 0, AT_ONCE, true, returns -> {});
    assertArrayEquals(undisturbed.parameters, state.parameters);
  }

  @Test
  void tasksOfARoundThatDidNotCountDoNotDisturbSpark() {
    spark.close();
    spark = TestRuns.spark("local[1]"); // the pieces are still to come when the round is refused
    try {
      for (int i = 0; i < 8; i++) {
        aRoundThatIsNotToCountMovesNothing(Averaging.REDUCE_SCATTER);
      }
    } finally {
      spark.close();
      start();
    }
  }

  @Test
  void aResidualThatIsLostIsNoticed() {
    Averager averager = averager(Gathering.DEFAULT.withAverage(Averaging.BF16));
    RunState state = initial();
    round(averager, state, 0, AT_ONCE, false, returns -> {});
    spark.env().blockManager().removeRdd(state.residuals);
    round(
        averager,
        state,
        1,
        AT_ONCE,
        false,
        returns -> {
          assertTrue(Arrays.stream(returns).allMatch(result -> result.residualLost));
          state.residuals = Residuals.NONE;
        });
  }

  @Test
  void aQuorumDoesNotWaitForTheSlowest() {
    Averager averager = averager(new Gathering(Averaging.COLLECT, 0.6, 0.3));
    RunState state = initial();
    long started = System.nanoTime();
    Averager.Gathered gathered =
        round(averager, state, 0, new long[] {0, 20_000, 0, 0, 20_000}, true, returns -> {});
    assertTrue(System.nanoTime() - started < 15e9, "it waited for the slowest");
    assertNull(gathered.returns()[1]);
    assertNull(gathered.returns()[4]);
    for (int worker : new int[] {0, 2, 3}) {
      assertNotNull(gathered.returns()[worker]);
    }
    double all = ScriptedRdd.examples(0) + ScriptedRdd.examples(2) + ScriptedRdd.examples(3);
    float[][] ends = ends(initial(), 0);
    for (int i = 0; i < LENGTH; i++) {
      double mean = 0;
      for (int worker : new int[] {0, 2, 3}) {
        mean += ScriptedRdd.examples(worker) * (double) ends[worker][i] / all;
      }
      assertEquals(mean, state.parameters[i], 0x1p-22);
    }
  }

  @Test
  void withinItsTimeARoundWaitsForAll() {
    Averager averager = averager(new Gathering(Averaging.COLLECT, 0.2, 60));
    RunState state = initial();
    long[] delays = {0, 300, 0, 600, 0};
    for (WorkerReturn result : round(averager, state, 0, delays, true, returns -> {}).returns()) {
      assertNotNull(result);
    }
    RunState plain = run(Averaging.COLLECT, AT_ONCE, 1, true);
    assertArrayEquals(plain.parameters, state.parameters);
  }

  private static RunState run(Averaging way, long[] delays) {
    return run(way, delays, ROUNDS, true);
  }

  private static RunState run(Averaging way, long[] delays, int rounds, boolean settle) {
    Averager averager = averager(Gathering.DEFAULT.withAverage(way));
    RunState state = initial();
    for (int round = 0; round < rounds; round++) {
      round(averager, state, round, delays, settle && round == rounds - 1, returns -> {});
    }
    return state;
  }

  private static Averager.Gathered round(
      Averager averager,
      RunState state,
      int round,
      long[] delays,
      boolean settles,
      java.util.function.Consumer<WorkerReturn[]> check) {
    Weights weights = Weights.send(spark, state.parameters, state.state, WORKERS);
    Packing packing = averager.packing(state, settles);
    float[] statistics = new float[LAYOUT.stateCount()];
    Arrays.fill(statistics, statistic(round));
    try {
      ScriptedRdd rdd =
          new ScriptedRdd(spark.sc(), ends(state, round), statistics, delays, weights, packing);
      Averager.Gathered gathered = averager.run(rdd, weights, state, check);
      Residuals.drop(state.residuals);
      state.residuals = packing.after();
      return gathered;
    } finally {
      weights.drop();
    }
  }

  private static Averager averager(Gathering gathering) {
    TrainingSettings settings =
        TestRuns.settings(NETWORK).momentum(0).nesterov(false).gathering(gathering).build();
    return Rounds.averager(spark, settings, LAYOUT);
  }

  private static RunState initial() {
    RunState state = RunState.empty(LAYOUT);
    System.arraycopy(vector(new RandomStream(1), 1), 0, state.parameters, 0, LENGTH);
    return state;
  }

  private static float[][] ends(RunState state, int round) {
    float[][] ends = new float[WORKERS][LENGTH];
    for (int worker = 0; worker < WORKERS; worker++) {
      float[] move = move(round, worker);
      for (int i = 0; i < LENGTH; i++) {
        ends[worker][i] = state.parameters[i] + move[i];
      }
    }
    return ends;
  }

  private static float[] move(int round, int worker) {
    return vector(new RandomStream(100L * round + worker + 7), 0.01);
  }

  private static float statistic(int round) {
    return 1 + round / 8f;
  }

  private static double allExamples() {
    double all = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
      all += ScriptedRdd.examples(worker);
    }
    return all;
  }

  private static float[] vector(RandomStream random, double size) {
    float[] vector = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      vector[i] = (float) (size * (2 * random.nextDouble() - 1));
    }
    return vector;
  }
}
