package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training on a cluster of processes that authenticate each other, encrypt what they send (AES) and
 * what they spill. Spark 3.5 has no TLS between its processes: spark.ssl.rpc.* came with Spark 4.
 */
class SecurityTest {
  private static final String SECRET = "a-secret-of-this-test-5d1c9e";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.authenticate", "true",
          "spark.authenticate.secret", SECRET,
          "spark.network.crypto.enabled", "true",
          "spark.network.crypto.saslFallback", "false",
          "spark.io.encryption.enabled", "true");

  @TempDir static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        new TestCluster(
            Files.createDirectory(folder.resolve("cluster")),
            1,
            2,
            SETTINGS.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static SparkConf conf() {
    SparkConf conf = cluster.conf();
    SETTINGS.forEach(conf::set);
    return conf;
  }

  @Test
  void trainsToTheBitsOfARunWithoutItAndTellsNoSecret() throws IOException {
    Path open = folder.resolve("open");
    Path secured = folder.resolve("secured");
    RunOptions options = TestRuns.options();
    TrainingSettings settings = TestRuns.settings(TestRuns.NETWORK).build();
    try (JavaSparkContext local = TestRuns.spark("local[2]")) {
      TestRuns.train(local, settings, options, open);
    }
    try (JavaSparkContext spark = TestRuns.spark(conf())) {
      TestRuns.train(spark, settings, options, secured);
      List<String> seen =
          spark
              .parallelize(List.of(0), 1)
              .map(
                  any -> {
                    SparkEnv here = SparkEnv.get();
                    return here.securityManager().isAuthenticationEnabled()
                        + " "
                        + here.conf().get("spark.network.crypto.enabled")
                        + " "
                        + here.serializerManager().encryptionEnabled();
                  })
              .collect();
      assertEquals(List.of("true true true"), seen);
    }
    assertArrayEquals(TestRuns.model(open), TestRuns.model(secured));
    assertNoFileHas(secured);
    assertNoFileHas(folder.resolve("cluster"));
  }

  @Test
  void whoHasAnotherSecretOrNoneIsNotHeard() {
    assertDoesNotThrow(() -> ask(conf()));
    assertThrows(Exception.class, () -> ask(conf().set("spark.authenticate.secret", "another")));
    assertThrows(Exception.class, () -> ask(cluster.conf()));
  }

  /** Looks for the master as every application does first. */
  private static void ask(SparkConf conf) {
    RpcEnv env =
        RpcEnv.create(
            "asking",
            "127.0.0.1",
            0,
            conf.set("spark.rpc.lookupTimeout", "10s"),
            new SecurityManager(
                conf,
                SecurityManager.$lessinit$greater$default$2(),
                SecurityManager.$lessinit$greater$default$3()),
            true);
    try {
      env.setupEndpointRef(RpcAddress.fromSparkURL(cluster.url()), "Master");
    } finally {
      env.shutdown();
      env.awaitTermination();
    }
  }

  private static void assertNoFileHas(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertTrue(all.size() >= 3, all::toString);
      for (Path file : all) {
        assertFalse(contains(file), () -> file + " has the secret");
      }
    }
  }

  private static boolean contains(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
