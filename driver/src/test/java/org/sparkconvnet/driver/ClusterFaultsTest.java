package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.backend.BackendException;

/**
 * What happens to a cluster happens to a run on real processes: after each fault its model is, byte
 * for byte, that of a run on this process alone that nothing disturbed.
 */
class ClusterFaultsTest {
  private static final int STRUCK = 3;

  @TempDir static Path folder;
  private static Path sabotage;
  private static byte[] undisturbed;
  private static TestCluster cluster;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() throws IOException {
    try (JavaSparkContext local = TestRuns.spark("local[2]")) {
      undisturbed = train(local, TrainingListener.SILENT);
    }
    sabotage = Files.createDirectory(folder.resolve("sabotage"));
    cluster = new TestCluster(Files.createDirectory(folder.resolve("cluster")), 2, 2);
    spark = TestRuns.spark(conf());
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void anExecutorThatIsKilledInARoundIsReplaced() {
    assertArrayEquals(undisturbed, train(spark, arming(Sabotage.Deed.HALT, 1)));
    assertCarriedOut();
  }

  @Test
  void aWorkerProcessThatIsKilledInARoundIsDoneWithout() {
    assertArrayEquals(undisturbed, train(spark, arming(Sabotage.Deed.KILL_WORKER, 1)));
    assertCarriedOut();
    assertEquals(1, cluster.workers());
    cluster.addWorkers(2);
  }

  @Test
  void aTaskMayFailThreeTimes() {
    assertArrayEquals(undisturbed, train(spark, arming(Sabotage.Deed.THROW, 3)));
    assertCarriedOut();
  }

  @Test
  void aTaskThatFailsFourTimesEndsTheRunInItsOwnWords() {
    TrainingSettings settings = settings().workers(1).build();
    Path out = next();
    BackendException failed =
        assertThrows(
            BackendException.class,
            () ->
                TestRuns.train(
                    spark, settings, options(), out, arming(Sabotage.Deed.THROW, Sabotage.MOST)));
    assertEquals("a fault on purpose", failed.getMessage());
    assertCarriedOut();
    assertEquals(
        List.of("round-00000003.safetensors"),
        Checkpoints.names(RunDirectory.open(out.toString(), spark.hadoopConfiguration())));
  }

  @Test
  void executorsThatLostTheirShardsReadThemAgain() {
    TrainingListener forgetting =
        new TrainingListener() {
          @Override
          public void round(RoundReport report) {
            if (report.round() == STRUCK) {
              forgetBlocks();
            }
          }
        };
    assertArrayEquals(undisturbed, train(spark, forgetting));
  }

  @Test
  void executorsMayLeaveAndJoinBetweenRounds() {
    spark.close();
    spark = TestRuns.spark(dynamicAllocation());
    try {
      ExecutorCount count = new ExecutorCount();
      spark.sc().addSparkListener(count);
      TrainingListener pausing =
          new TrainingListener() {
            @Override
            public void round(RoundReport report) {
              if (report.round() == STRUCK || report.round() == STRUCK + 2) {
                count.awaitNone();
              }
            }
          };
      assertArrayEquals(undisturbed, train(spark, pausing));
      assertTrue(count.joined() >= 3, count.joined() + " executors joined");
    } finally {
      spark.close();
      spark = TestRuns.spark(conf());
    }
  }

  @Test
  void everyExecutorIsAskedOnce() {
    List<ExecutorAnswer<Long>> answers =
        ExecutorSurvey.ask(spark, () -> ProcessHandle.current().pid());
    assertNotEquals(0, answers.size());
    for (ExecutorAnswer<Long> answer : answers) {
      assertEquals(null, answer.failure());
      assertNotEquals(ProcessHandle.current().pid(), answer.value());
    }
    assertEquals(answers.size(), answers.stream().map(ExecutorAnswer::value).distinct().count());
    assertEquals(answers.size(), answers.stream().map(ExecutorAnswer::name).distinct().count());
  }

  @Test
  void anExecutorWithoutTheBackendIsNamedBeforeAnythingIsRead() {
    TrainingSettings settings = settings().backend("absent").build();
    Path out = next();
    BackendException refused =
        assertThrows(BackendException.class, () -> TestRuns.train(spark, settings, options(), out));
    assertTrue(
        refused.getMessage().matches("executor \\d+ on 127.0.0.1: no backend .*absent.*"),
        refused.getMessage());
    assertFalse(Files.exists(out));
  }

  @Test
  void aDriverThatIsKilledIsResumed() throws Exception {
    Path out = next();
    assertEquals(137, driver(out, "kill"));
    assertFalse(Files.exists(out.resolve(RunDirectory.MODEL)));
    assertEquals(0, driver(out, "resume"));
    assertArrayEquals(undisturbed, TestRuns.model(out));
  }

  /** A driver in a process of its own: kills itself in the sixth round, or resumes. */
  public static void main(String[] arguments) {
    folder = Path.of(arguments[0]);
    sabotage = folder.resolve("sabotage");
    boolean resume = arguments[3].equals("resume");
    SparkConf conf = new SparkConf();
    for (String setting : arguments[1].split(",")) {
      conf.set(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void round(RoundReport report) {
            if (!resume && report.round() == 5) {
              Runtime.getRuntime().halt(137);
            }
          }
        };
    try (JavaSparkContext own = TestRuns.spark(conf)) {
      TestRuns.train(
          own, settings().build(), options().withResume(resume), Path.of(arguments[2]), killer);
    }
  }

  private static int driver(Path out, String what) throws Exception {
    String settings =
        Stream.of(conf().getAll())
            .filter(pair -> pair._1.startsWith("spark."))
            .map(pair -> pair._1 + "=" + pair._2)
            .collect(Collectors.joining(","));
    return ChildJvm.run(
        ClusterFaultsTest.class,
        folder.resolve("driver-" + what + ".log"),
        folder.toString(),
        settings,
        out.toString(),
        what);
  }

  private static SparkConf conf() {
    return cluster.conf().set("spark.executor.extraJavaOptions", "-Dsabotage=" + sabotage);
  }

  /** Removes every cached partition from the executors' memory, unbeknown to the driver. */
  private static void forgetBlocks() {
    List<Integer> rdds = new ArrayList<>(spark.getPersistentRDDs().keySet());
    int forgotten =
        spark
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .map(
                any -> {
                  BlockManager blocks = SparkEnv.get().blockManager();
                  int count = 0;
                  for (int rdd : rdds) {
                    for (int partition = 0; partition < 3; partition++) {
                      count += blocks.getStatus(new RDDBlockId(rdd, partition)).isDefined() ? 1 : 0;
                    }
                    blocks.removeRdd(rdd);
                  }
                  Thread.sleep(50); // so that no executor takes all the tasks
                  return count;
                })
            .reduce(Integer::sum);
    assertNotEquals(0, forgotten);
  }

  /** Spark asks for executors when tasks wait for a second, and lets go those that idle for one. */
  private static SparkConf dynamicAllocation() {
    return conf()
        .set("spark.dynamicAllocation.enabled", "true")
        .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
        .set("spark.dynamicAllocation.shuffleTracking.timeout", "1s")
        .set("spark.dynamicAllocation.executorIdleTimeout", "1s")
        .set("spark.dynamicAllocation.cachedExecutorIdleTimeout", "1s");
  }

  private static TrainingListener arming(Sabotage.Deed deed, int times) {
    return new TrainingListener() {
      @Override
      public void round(RoundReport report) {
        if (report.round() == STRUCK) {
          Sabotage.arm(sabotage, deed, times);
        }
      }
    };
  }

  private static void assertCarriedOut() {
    assertArrayEquals(new String[0], sabotage.toFile().list());
  }

  private static TrainingSettings.Builder settings() {
    return TestRuns.settings(TestRuns.NETWORK).backend(FaultyProvider.NAME);
  }

  private static RunOptions options() {
    return TestRuns.options().withCheckpointRounds(3);
  }

  private static byte[] train(JavaSparkContext on, TrainingListener listener) {
    Path out = next();
    TestRuns.train(on, settings().build(), options(), out, listener);
    return TestRuns.model(out);
  }

  private static Path next() {
    return folder.resolve("run" + System.nanoTime());
  }
}
