package org.sparkconvnet.driver;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Tuple2;

/**
 * GPUs for the stages that compute rounds, and for no others: Spark's own settings for the GPUs of
 * every executor, with {@code spark.convnet.rounds} in place of {@code spark}.
 *
 * @param perExecutor GPUs of an executor that computes rounds
 * @param perTask share of a GPU that a task takes: 1, or at most 0.5 where several share one
 * @param discoveryScript prints an executor's GPUs; empty where the cluster knows them
 * @param vendor as Kubernetes names it; empty elsewhere
 */
public record RoundGpus(int perExecutor, double perTask, String discoveryScript, String vendor) {
  private static final String PREFIX = "spark.convnet.rounds.";
  private static final String GPU = "gpu";
  private static final String EVERY_EXECUTOR = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String CORES = "spark.executor.cores";

  /** Whose setting turns the rest on. */
  public static final String AMOUNT = PREFIX + "executor.resource.gpu.amount";

  private static final String SCRIPT = PREFIX + "executor.resource.gpu.discoveryScript";
  private static final String VENDOR = PREFIX + "executor.resource.gpu.vendor";
  private static final String SHARE = PREFIX + "task.resource.gpu.amount";

  /** The names of all the settings. */
  public static final List<String> SETTINGS = List.of(AMOUNT, SCRIPT, VENDOR, SHARE);

  public RoundGpus {
    if (perExecutor < 1) {
      throw new IllegalArgumentException(AMOUNT + " must be at least 1, got " + perExecutor);
    }
    if (!(perTask > 0 && perTask <= 0.5) && perTask != 1) {
      throw new IllegalArgumentException(
          SHARE
              + " must be 1, or in (0, 0.5] where tasks share a GPU (a worker computes on one), got "
              + perTask);
    }
  }

  /**
   * What the settings ask for; nothing where there are none.
   *
   * @throws IllegalArgumentException where they cannot be what they are, or do not go with the rest
   */
  public static Optional<RoundGpus> of(SparkConf conf) {
    requireKnown(conf);
    if (!conf.contains(AMOUNT)) {
      for (String other : SETTINGS) {
        if (conf.contains(other)) {
          throw new IllegalArgumentException(other + " needs " + AMOUNT);
        }
      }
      return Optional.empty();
    }
    requireScheduled(conf, conf.get("spark.master", ""));
    return Optional.of(
        new RoundGpus(
            wholeNumber(conf.get(AMOUNT)),
            share(conf.get(SHARE, "1")),
            conf.get(SCRIPT, ""),
            conf.get(VENDOR, "")));
  }

  private static void requireKnown(SparkConf conf) {
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (setting._1().startsWith(PREFIX) && !SETTINGS.contains(setting._1())) {
        throw new IllegalArgumentException(
            "there is no setting %s; of %s there are %s"
                .formatted(setting._1(), PREFIX + "*", String.join(", ", SETTINGS)));
      }
    }
  }

  /** Spark gives stages executors of their own on clusters, under dynamic allocation. */
  private static void requireScheduled(SparkConf conf, String master) {
    if (Arrays.stream(new String[] {"spark://", "k8s://", "yarn"}).noneMatch(master::startsWith)) {
      throw new IllegalArgumentException(
          "%s is for clusters; leave it out on %s, where workers take the machine's GPUs in turn"
              .formatted(AMOUNT, master));
    }
    if (!conf.getBoolean(DYNAMIC, false)) {
      throw new IllegalArgumentException(
          "%s needs %s=true: without it executors are all alike, and %s gives each its GPUs"
              .formatted(AMOUNT, DYNAMIC, EVERY_EXECUTOR));
    }
    if (conf.contains(EVERY_EXECUTOR)) {
      throw new IllegalArgumentException(
          "%s and %s exclude each other: the first gives GPUs to executors that compute rounds, the second to all"
              .formatted(AMOUNT, EVERY_EXECUTOR));
    }
    if (master.startsWith("spark://") && !conf.contains(CORES)) {
      throw new IllegalArgumentException(
          "%s needs %s on %s: without it an executor takes all cores of its machine, and leaves none to one with GPUs"
              .formatted(AMOUNT, CORES, master));
    }
  }

  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          AMOUNT + " is a number of GPUs, not '" + text + "'", wrong);
    }
  }

  private static double share(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(SHARE + " is a share of a GPU, not '" + text + "'", wrong);
    }
  }

  /** Tasks that compute side by side on one GPU, where cores are not what limits them. */
  int tasksPerGpu() {
    return (int) (1 / perTask);
  }

  /** As Spark takes it; cores and memory are the application's, which it adds itself. */
  ResourceProfile profile(SparkConf conf) {
    return new ResourceProfileBuilder()
        .require(new ExecutorResourceRequests().resource(GPU, perExecutor, discoveryScript, vendor))
        .require(
            new TaskResourceRequests()
                .cpus(conf.getInt("spark.task.cpus", 1))
                .resource(GPU, perTask))
        .build();
  }
}
