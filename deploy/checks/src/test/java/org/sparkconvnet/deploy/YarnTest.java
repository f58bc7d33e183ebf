package org.sparkconvnet.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package trains on a YARN cluster of this process, whose containers are processes of their
 * own, to the bits that it has on one machine. Compiled and run with the profile {@code yarn}
 * alone.
 */
class YarnTest {
  private static final Path JARS =
      Installation.DEPLOY.resolve("spark-yarn/target/jars").normalize();

  @TempDir static Path folder;
  private static MiniYARNCluster yarn;
  private static Installation installed;
  private static Path settings;
  private static byte[] expected;

  @BeforeAll
  static void start() throws IOException {
    installed = Installation.make(folder, JARS);
    Files.writeString(folder.resolve("network.json"), TrainingRun.network());
    Path here = folder.resolve("here");
    installed.launcher(command(List.of("--master", "local[2]"), here)).well();
    expected = TrainingRun.model(here);

    Configuration conf = new Configuration();
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 6144);
    conf.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("fs.defaultFS", "file:///");
    yarn = new MiniYARNCluster("spark-convnet", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    settings = Files.createDirectory(folder.resolve("hadoop"));
    for (String name : List.of("core-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(settings.resolve(name))) {
        yarn.getConfig().writeXml(out);
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (yarn != null) {
      yarn.close();
    }
    Files.delete(installed.sparkHome().resolve("jars")); // not what it leads to
  }

  @Test
  void withTheDriverHereItTrainsToTheSameBits() throws IOException {
    Path out = folder.resolve("client");
    Ended trained =
        submit(out, "--conf", "spark.driver.host=127.0.0.1", "--deploy-mode", "client").well();
    assertTrue(trained.out().contains("finished: test accuracy"), trained.out());
    assertArrayEquals(expected, TrainingRun.model(out));
  }

  @Test
  void withTheDriverOnTheClusterItTrainsToTheSameBits() throws IOException {
    Path out = folder.resolve("cluster");
    // A driver in a container has not this process's environment, and would time kernels anew.
    String cache = "spark.yarn.appMasterEnv.XDG_CACHE_HOME=" + System.getenv("XDG_CACHE_HOME");
    submit(out, "--deploy-mode", "cluster", "--conf", cache).well();
    assertArrayEquals(expected, TrainingRun.model(out));
  }

  private static Ended submit(Path out, String... more) {
    List<String> spark = new ArrayList<>(List.of("--master", "yarn"));
    spark.addAll(List.of("--num-executors", "2", "--executor-memory", "512m"));
    spark.addAll(List.of("--driver-memory", "512m"));
    spark.addAll(List.of("--conf", "spark.yarn.jars=local:" + JARS + "/*"));
    spark.addAll(List.of("--conf", "spark.ui.enabled=false"));
    spark.addAll(List.of(more));
    return installed.run(
        Map.of("HADOOP_CONF_DIR", settings.toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        "bin/spark-convnet",
        command(spark, out));
  }

  private static String[] command(List<String> spark, Path out) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(spark);
    arguments.addAll(TrainingRun.arguments(folder.resolve("network.json"), out));
    return arguments.toArray(String[]::new);
  }
}
