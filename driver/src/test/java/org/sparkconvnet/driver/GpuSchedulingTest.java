package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.backend.BackendException;

/**
 * Tasks compute on the GPUs that Spark assigns to them, on a cluster of processes whose worker has
 * discovered two with made-up numbers, whether all executors have them or those that compute rounds
 * alone; in local mode, where Spark assigns none, on all in turn.
 */
class GpuSchedulingTest {
  @TempDir static Path folder;
  private static TestCluster cluster;
  private static byte[] expected;

  @BeforeAll
  static void start() throws IOException {
    try (JavaSparkContext local = TestRuns.spark("local[2]")) {
      expected = train(local);
    }
    Path script = folder.resolve("discover");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"3\", \"5\"]}'\n");
    assertTrue(script.toFile().setExecutable(true));
    cluster =
        new TestCluster(
            Files.createDirectory(folder.resolve("cluster")),
            1,
            2,
            "-Dspark.worker.resource.gpu.amount=2",
            "-Dspark.worker.resource.gpu.discoveryScript=" + script);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void executorsWithAGpuEachComputeOnTheirs() throws IOException {
    Path notes = Files.createDirectory(folder.resolve("each"));
    try (JavaSparkContext spark = TestRuns.spark(conf(notes, 1).set("spark.executor.cores", "1"))) {
      assertArrayEquals(expected, train(spark));
    }
    Set<String> opened = opened(notes);
    assertEquals(Set.of("3", "5"), devices(opened), opened::toString);
    assertEquals(2, opened.size(), opened::toString);
  }

  @Test
  void tasksOfAnExecutorWithTwoGpusComputeOnOneEach() throws IOException {
    Path notes = Files.createDirectory(folder.resolve("both"));
    try (JavaSparkContext spark = TestRuns.spark(conf(notes, 2).set("spark.executor.cores", "2"))) {
      assertArrayEquals(expected, train(spark));
    }
    assertEquals(Set.of("0-3", "0-5"), opened(notes));
  }

  @Test
  void underDynamicAllocationOnlyExecutorsThatComputeRoundsHaveAGpu() throws IOException {
    Path notes = Files.createDirectory(folder.resolve("rounds"));
    byte[] scattered;
    try (JavaSparkContext local = TestRuns.spark("local[2]")) {
      scattered = train(local, Averaging.REDUCE_SCATTER);
    }
    StagePlaces places = new StagePlaces();
    try (JavaSparkContext spark = TestRuns.spark(roundConf(notes))) {
      spark.sc().addSparkListener(places);
      assertArrayEquals(expected, train(spark));
      assertArrayEquals(scattered, train(spark, Averaging.REDUCE_SCATTER));
    }
    Set<String> plain = new TreeSet<>();
    Set<String> computing = new TreeSet<>();
    Set<String> devices = new TreeSet<>();
    places
        .gpus()
        .forEach(
            (executor, gpus) -> {
              (gpus.isEmpty() ? plain : computing).add(executor);
              gpus.forEach(gpu -> devices.add(executor + "-" + gpu));
            });
    assertAmong(plain, places.of("flatMapToPair at Shards"), places);
    for (String stage :
        List.of("round", "runJob at Evaluator", "reduce at Shards", "first at Tuner")) {
      assertAmong(computing, places.of(stage), places);
    }
    assertAmong(devices, opened(notes), places);
    assertTrue(Set.of("3", "5").containsAll(devices(devices)), places::toString);
  }

  @Test
  void inLocalModeWorkersTakeDevicesInTurn() throws IOException {
    Path notes = Files.createDirectory(folder.resolve("local"));
    System.setProperty(FaultyProvider.NOTES, notes.toString());
    System.setProperty(FaultyProvider.DEVICES, "2");
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      assertArrayEquals(expected, train(spark));
    } finally {
      System.clearProperty(FaultyProvider.NOTES);
      System.clearProperty(FaultyProvider.DEVICES);
    }
    assertEquals(Set.of("driver-0", "driver-1"), opened(notes));
  }

  @Test
  void addressesThatAreNoDeviceAreRefusedInWords() {
    assertEquals(7, TaskDevice.number("7"));
    assertTrue(
        assertThrows(BackendException.class, () -> TaskDevice.number("1", "2"))
            .getMessage()
            .contains("spark.task.resource.gpu.amount"));
    assertTrue(
        assertThrows(BackendException.class, () -> TaskDevice.number("GPU-1a"))
            .getMessage()
            .contains("GPU-1a"));
  }

  private static SparkConf conf(Path notes, int gpus) {
    return cluster
        .conf()
        .set("spark.executor.resource.gpu.amount", Integer.toString(gpus))
        .set("spark.task.resource.gpu.amount", "1")
        .set("spark.executor.extraJavaOptions", "-D" + FaultyProvider.NOTES + "=" + notes);
  }

  /** Some, and none but these: on a slow machine Spark may replace an executor that idles. */
  private static void assertAmong(Set<String> these, Set<String> some, StagePlaces places) {
    assertFalse(some.isEmpty(), places::toString);
    assertTrue(these.containsAll(some), places::toString);
  }

  /** One executor of each kind at a time, the plain one for reading. */
  private static SparkConf roundConf(Path notes) {
    return cluster
        .conf()
        .set("spark.executor.cores", "1")
        .set("spark.dynamicAllocation.enabled", "true")
        .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
        .set("spark.dynamicAllocation.maxExecutors", "1")
        .set(RoundGpus.AMOUNT, "1")
        .set("spark.executor.extraJavaOptions", "-D" + FaultyProvider.NOTES + "=" + notes);
  }

  private static byte[] train(JavaSparkContext spark) {
    return train(spark, Averaging.COLLECT);
  }

  private static byte[] train(JavaSparkContext spark, Averaging way) {
    Path out = folder.resolve("run" + System.nanoTime());
    TestRuns.train(
        spark,
        TestRuns.settings(TestRuns.NETWORK)
            .backend(FaultyProvider.NAME)
            .gathering(Gathering.DEFAULT.withAverage(way))
            .build(),
        TestRuns.options(),
        out);
    return TestRuns.model(out);
  }

  private static Set<String> opened(Path notes) {
    return new TreeSet<>(Set.of(notes.toFile().list()));
  }

  private static Set<String> devices(Set<String> opened) {
    Set<String> devices = new TreeSet<>();
    opened.forEach(name -> devices.add(name.substring(name.indexOf('-') + 1)));
    return devices;
  }
}
