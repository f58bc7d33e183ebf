package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.io.Digests;
import org.sparkconvnet.network.NetworkJson;

/**
 * A run's settings as settings.json: one field a setting, the network by name and digest. Two runs
 * with equal text (and data, and tuning) compute equal bits.
 */
final class SettingsJson {
  static final String FORMAT = "spark-convnet settings 1";

  private SettingsJson() {}

  static ObjectNode of(TrainingSettings settings) {
    ObjectNode json = Json.object();
    json.put("format", FORMAT);
    json.put("network", settings.network().name());
    json.put("network_sha256", networkDigest(settings));
    json.put("backend", settings.backend());
    json.put("precision", settings.precision().text());
    json.put("workers", settings.workers());
    json.put("batch", settings.batch());
    if (settings.microBatch() > 0) { // runs from before it was one have none
      json.put("micro_batch", settings.microBatch());
    }
    json.put("local_steps", settings.localSteps());
    json.put("epochs", settings.epochs());
    json.put("learning_rate", settings.learningRate());
    json.put("schedule", settings.schedule().text());
    json.put("momentum", settings.momentum());
    json.put("nesterov", settings.nesterov());
    json.put("outer_rate", settings.outerRate());
    json.put("weight_decay", settings.weightDecay());
    UpdateJson.write(settings.update(), json);
    if (settings.validation().isOn()) {
      json.put("validation", settings.validation().share());
    }
    settings.validation().early().ifPresent(early -> json.put("early_stopping", early.text()));
    json.put("augmentation", settings.augmentation().toString());
    json.put("seed", settings.seed());
    if (!settings.divergence().equals(Divergence.STOP)) {
      json.put("on_divergence", settings.divergence().text());
    }
    if (!settings.shuffle()) {
      json.put("shuffle", "none");
    }
    putGathering(settings.gathering(), json);
    return json;
  }

  /** Runs that collect from all workers, as they all once did, say nothing of it. */
  private static void putGathering(Gathering gathering, ObjectNode json) {
    if (gathering.average() != Averaging.COLLECT) {
      json.put("average", gathering.average().text());
    }
    if (gathering.mayLeaveOut()) {
      json.put("quorum", gathering.quorum());
      json.put("round_timeout_seconds", gathering.timeoutSeconds());
    }
  }

  static String networkDigest(TrainingSettings settings) {
    return Digests.sha256(NetworkJson.write(settings.network()));
  }

  /**
   * What keeps a run with {@code recorded} settings from going on with others, as in {@code
   * learning_rate is 0.02, the run has 0.01}; empty where nothing does. More or fewer epochs are no
   * obstacle where the learning rate does not depend on them.
   */
  static List<String> differences(TrainingSettings settings, JsonNode recorded) {
    JsonNode wanted = of(settings);
    Set<String> names = new LinkedHashSet<>();
    wanted.fieldNames().forEachRemaining(names::add);
    Iterator<String> recordedNames = recorded.fieldNames();
    recordedNames.forEachRemaining(names::add);
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      boolean free = name.equals("epochs") && !settings.schedule().knowsEnd();
      String mine = wanted.path(name).asText("absent");
      String theirs = recorded.path(name).asText("absent");
      if (!free && !mine.equals(theirs)) {
        differences.add("%s is %s, the run has %s".formatted(name, mine, theirs));
      }
    }
    return differences;
  }
}
