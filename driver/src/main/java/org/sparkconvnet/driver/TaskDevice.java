package org.sparkconvnet.driver;

import java.util.Arrays;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Backends;

/**
 * The device that a task computes on: the GPU that Spark has assigned to it where Spark schedules
 * GPUs ({@code spark.task.resource.gpu.amount}), in local mode the partition's in turn, since Spark
 * assigns none there, and else the first.
 */
public final class TaskDevice {
  private static final String GPU = "gpu";

  private TaskDevice() {}

  /** Opens a backend on the calling task's device. */
  public static Backend open(String backend, BackendOptions options) {
    return Backends.open(backend, options.withDevice(assigned()));
  }

  /** The number of the device that Spark has assigned to the calling task; 0 where it has none. */
  static int assigned() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(GPU);
    return gpus == null ? 0 : number(gpus.addresses());
  }

  /** The number that the addresses of a task's GPUs come to. */
  static int number(String... addresses) {
    if (addresses.length != 1) {
      throw new BackendException(
          "a worker computes on one GPU, and Spark gives its task %d; set spark.task.resource.gpu.amount to 1 or less"
              .formatted(addresses.length));
    }
    try {
      return Integer.parseUnsignedInt(addresses[0].strip());
    } catch (NumberFormatException other) {
      throw new BackendException(
          "Spark gives a task the GPU '%s', which is no number; its discovery script must print CUDA's numbers, as deploy/gpu/discover does"
              .formatted(Arrays.toString(addresses)),
          other);
    }
  }

  /** The device of the calling task where the machine has {@code count} that nobody assigns. */
  static int inTurn(int count) {
    TaskContext task = TaskContext.get();
    return task == null ? 0 : task.partitionId() % count;
  }

  /** Whether driver and executor are one process, in which Spark assigns no devices. */
  static boolean isLocal() {
    SparkEnv spark = SparkEnv.get();
    return spark == null || spark.executorId().equals("driver");
  }
}
