package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.plan.Plan;

/**
 * What timing decided for a run's plans: part of what its bits depend on, so kept with it as
 * tuning.json.
 *
 * @param backend whose they are
 * @param library the backend's, as in {@code oneDNN 3.11.0}
 * @param device that was timed
 * @param plans one tuning for each plan
 */
record Tunings(String backend, String library, String device, List<PlanTuning> plans)
    implements Serializable {
  private static final String FORMAT = "spark-convnet tuning 1";

  /**
   * The tuning of the plan for one mode and minibatch.
   *
   * @param folded whether the plan is of the network with its batch normalisations folded
   */
  record PlanTuning(Plan.Mode mode, int batch, boolean folded, Tuning tuning)
      implements Serializable {}

  Tunings {
    plans = List.copyOf(plans);
  }

  /** No tunings: every plan gets the backend's defaults. */
  static Tunings none(String backend) {
    return new Tunings(backend, "", "", List.of());
  }

  /** What they were decided on, in words. */
  String hardware() {
    return library + " on " + device;
  }

  /** The tuning for a plan, or the backend's defaults. */
  Tuning find(Plan.Mode mode, int batch) {
    return plans.stream()
        .filter(plan -> plan.mode() == mode && plan.batch() == batch)
        .map(PlanTuning::tuning)
        .findFirst()
        .orElseGet(() -> Tuning.none(backend));
  }

  /**
   * Whether evaluation folds batch normalisations: always, but in runs that were tuned to evaluate
   * without, which go on as they began.
   */
  boolean foldsNormalizations() {
    return plans.stream()
        .filter(plan -> plan.mode() == Plan.Mode.INFERENCE)
        .allMatch(PlanTuning::folded);
  }

  String toJson() {
    ObjectNode json = Json.object();
    json.put("format", FORMAT);
    json.put("backend", backend);
    json.put("library", library);
    json.put("device", device);
    ArrayNode list = json.putArray("plans");
    for (PlanTuning plan : plans) {
      ObjectNode entry = list.addObject();
      entry.put("mode", plan.mode().name().toLowerCase(Locale.ROOT));
      entry.put("batch", plan.batch());
      if (plan.folded()) {
        entry.put("folded", true);
      }
      entry.put("key", plan.tuning().key());
      ObjectNode choices = entry.putObject("choices");
      plan.tuning().choices().forEach(choices::put);
    }
    return Json.text(json);
  }

  static Tunings fromJson(String text, String path) {
    JsonNode json = Json.parse(text, path);
    if (!json.path("format").asText().equals(FORMAT)) {
      throw new FileFormatException(path, "its format is not '" + FORMAT + "'");
    }
    String backend = json.path("backend").asText();
    List<PlanTuning> plans = new ArrayList<>();
    for (JsonNode entry : json.path("plans")) {
      plans.add(
          new PlanTuning(
              mode(entry.path("mode").asText(), path),
              entry.path("batch").asInt(),
              entry.path("folded").asBoolean(false),
              new Tuning(backend, entry.path("key").asText(), choices(entry.path("choices")))));
    }
    return new Tunings(backend, json.path("library").asText(), json.path("device").asText(), plans);
  }

  private static Plan.Mode mode(String text, String path) {
    try {
      return Plan.Mode.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new FileFormatException(path, "no plan has mode '" + text + "'", unknown);
    }
  }

  private static Map<String, String> choices(JsonNode json) {
    Map<String, String> choices = new TreeMap<>();
    json.fields().forEachRemaining(entry -> choices.put(entry.getKey(), entry.getValue().asText()));
    return choices;
  }
}
