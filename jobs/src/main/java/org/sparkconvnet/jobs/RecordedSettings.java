package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.driver.Averaging;
import org.sparkconvnet.driver.Divergence;
import org.sparkconvnet.driver.Gathering;
import org.sparkconvnet.driver.TrainingSettings;
import org.sparkconvnet.driver.UpdateJson;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.Validation;

/** The settings.json of a run that goes on, so that nobody has to repeat its options. */
final class RecordedSettings {
  private final JsonNode json;
  private final String path;

  RecordedSettings(JsonNode json, String path) {
    this.json = json;
    this.path = path;
  }

  TrainingSettings.Builder builder(Network network, Recipe recipe) {
    try {
      return TrainingSettings.builder(network, recipe)
          .backend(required("backend").asText())
          .precision(Precision.parse(required("precision").asText()))
          .workers(required("workers").asInt())
          .batch(batch())
          .microBatch(json.path("micro_batch").asInt(0))
          .localSteps(required("local_steps").asInt())
          .epochs(required("epochs").asInt())
          .learningRate(required("learning_rate").asDouble())
          .schedule(Schedule.parse(required("schedule").asText()))
          .momentum(required("momentum").asDouble())
          .nesterov(required("nesterov").asBoolean())
          .outerRate(required("outer_rate").asDouble())
          .weightDecay(required("weight_decay").asDouble())
          .update(UpdateJson.read(json))
          .validation(validation())
          .augmentation(augmentation())
          .seed(required("seed").asLong())
          .divergence(Divergence.parse(json.path("on_divergence").asText("stop")))
          .gathering(gathering())
          .shuffle(!json.path("shuffle").asText("").equals("none"));
    } catch (IllegalArgumentException wrong) {
      throw new FileFormatException(path, wrong.getMessage(), wrong);
    }
  }

  Augmentation augmentation() {
    try {
      return Augmentation.parse(required("augmentation").asText());
    } catch (IllegalArgumentException wrong) {
      throw new FileFormatException(path, wrong.getMessage(), wrong);
    }
  }

  int batch() {
    return required("batch").asInt();
  }

  private Validation validation() {
    return new Validation(
        json.path("validation").asDouble(0),
        json.has("early_stopping")
            ? Validation.Stopping.parse(json.get("early_stopping").asText())
            : null);
  }

  private Gathering gathering() {
    return new Gathering(
        Averaging.parse(json.path("average").asText(Averaging.COLLECT.text())),
        json.path("quorum").asDouble(1),
        json.path("round_timeout_seconds").asDouble(0));
  }

  private JsonNode required(String key) {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new FileFormatException(path, "it lacks '" + key + "'");
    }
    return value;
  }
}
