package org.sparkconvnet.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/** Which executors joined with which GPUs, and which of them ran tasks of which stages. */
final class StagePlaces extends SparkListener {
  private final Map<String, List<String>> gpus = new TreeMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Set<String>> places = new TreeMap<>();

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    Map<String, ResourceInformation> resources =
        JavaConverters.mapAsJavaMap(added.executorInfo().resourcesInfo());
    ResourceInformation gpu = resources.get("gpu");
    gpus.put(added.executorId(), gpu == null ? List.of() : List.of(gpu.addresses()));
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    names.put(submitted.stageInfo().stageId(), submitted.stageInfo().name());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    places
        .computeIfAbsent(names.get(ended.stageId()), any -> new TreeSet<>())
        .add(ended.taskInfo().executorId());
  }

  /** Addresses of GPUs by executor. */
  synchronized Map<String, List<String>> gpus() {
    return new TreeMap<>(gpus);
  }

  /** Executors by the start of a stage's name. */
  synchronized Set<String> of(String name) {
    Set<String> all = new TreeSet<>();
    places.forEach(
        (stage, executors) -> {
          if (stage.startsWith(name)) {
            all.addAll(executors);
          }
        });
    return all;
  }

  @Override
  public synchronized String toString() {
    return gpus + " " + places;
  }
}
