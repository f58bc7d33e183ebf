package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequest;
import org.apache.spark.resource.ResourceProfile;
import org.junit.jupiter.api.Test;

/** Settings that ask for GPUs for rounds, and those that are refused, each in one line. */
class RoundGpusTest {
  private static final String SHARE = "spark.convnet.rounds.task.resource.gpu.amount";
  private static final String SCRIPT = "spark.convnet.rounds.executor.resource.gpu.discoveryScript";

  @Test
  void areNotAskedForWhereNothingIsSet() {
    assertEquals(Optional.empty(), RoundGpus.of(new SparkConf(false).setMaster("local[2]")));
  }

  @Test
  void becomeAProfileOfTheApplicationsCoresAndMemory() {
    SparkConf conf =
        asking().set(RoundGpus.AMOUNT, "2").set(SHARE, "0.25").set(SCRIPT, "/opt/discover");
    RoundGpus gpus = RoundGpus.of(conf).orElseThrow();
    assertEquals(new RoundGpus(2, 0.25, "/opt/discover", ""), gpus);
    assertEquals(4, gpus.tasksPerGpu());
    ResourceProfile profile = gpus.profile(conf.set("spark.task.cpus", "3"));
    assertEquals(1, profile.executorResourcesJMap().size());
    ExecutorResourceRequest gpu = profile.executorResourcesJMap().get("gpu");
    assertEquals(2, gpu.amount());
    assertEquals("/opt/discover", gpu.discoveryScript());
    assertEquals(0.25, profile.taskResourcesJMap().get("gpu").amount());
    assertEquals(3, profile.taskResourcesJMap().get("cpus").amount());
  }

  @Test
  void areRefusedInOneProcess() {
    assertRefused(
        asking().setMaster("local[2]"),
        RoundGpus.AMOUNT
            + " is for clusters; leave it out on local[2], where workers take the machine's GPUs in turn");
    assertRefused(asking().setMaster("local-cluster[1,1,512]"), RoundGpus.AMOUNT + " is for");
  }

  @Test
  void needDynamicAllocation() {
    String why = RoundGpus.AMOUNT + " needs spark.dynamicAllocation.enabled=true: ";
    assertRefused(asking().remove("spark.dynamicAllocation.enabled"), why);
    assertRefused(asking().set("spark.dynamicAllocation.enabled", "false"), why);
  }

  @Test
  void excludeGpusOfEveryExecutor() {
    assertRefused(
        asking().set("spark.executor.resource.gpu.amount", "1"),
        RoundGpus.AMOUNT + " and spark.executor.resource.gpu.amount exclude each other: ");
  }

  @Test
  void needAnExecutorsCoresWhereItWouldTakeAll() {
    SparkConf conf = asking().remove("spark.executor.cores");
    assertRefused(conf, RoundGpus.AMOUNT + " needs spark.executor.cores on spark://here:7077: ");
    assertTrue(RoundGpus.of(conf.setMaster("yarn")).isPresent());
    assertTrue(RoundGpus.of(conf.setMaster("k8s://https://here")).isPresent());
  }

  @Test
  void areNumbersThatCanBe() {
    assertRefused(asking().set(RoundGpus.AMOUNT, "0"), RoundGpus.AMOUNT + " must be at least 1");
    assertRefused(asking().set(RoundGpus.AMOUNT, "one"), RoundGpus.AMOUNT + " is a number of GPUs");
    assertRefused(asking().set(SHARE, "half"), SHARE + " is a share of a GPU, not 'half'");
    for (String share : new String[] {"0", "-1", "0.7", "2", "NaN"}) {
      assertRefused(asking().set(SHARE, share), SHARE + " must be 1, or in (0, 0.5] ");
    }
  }

  @Test
  void areNotHalfSetNorMisspelt() {
    assertRefused(
        asking().remove(RoundGpus.AMOUNT).set(SCRIPT, "/opt/discover"),
        SCRIPT + " needs " + RoundGpus.AMOUNT);
    assertRefused(
        asking().set("spark.convnet.rounds.gpus", "1"),
        "there is no setting spark.convnet.rounds.gpus; of spark.convnet.rounds.* there are ");
  }

  private static SparkConf asking() {
    return new SparkConf(false)
        .setMaster("spark://here:7077")
        .set("spark.dynamicAllocation.enabled", "true")
        .set("spark.executor.cores", "1")
        .set(RoundGpus.AMOUNT, "1");
  }

  private static void assertRefused(SparkConf conf, String start) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> RoundGpus.of(conf)).getMessage();
    assertTrue(message.startsWith(start), message);
    assertEquals(1, message.lines().count());
  }
}
