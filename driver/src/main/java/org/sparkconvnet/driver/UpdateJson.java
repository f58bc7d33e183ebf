package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.train.StatePolicy;
import org.sparkconvnet.train.UpdateSettings;

/** {@link UpdateSettings} as fields of settings.json; what is off has none. */
public final class UpdateJson {
  private UpdateJson() {}

  static void write(UpdateSettings update, ObjectNode json) {
    if (!(update.optimizer() instanceof Optimizer.Sgd)) {
      json.put("optimizer", update.optimizer().text());
      json.put("optimizer_state", update.between().text());
    }
    number(json, "l1", update.regularization().l1());
    number(json, "max_norm", update.regularization().maxNorm());
    if (!update.regularization().overrides().isEmpty()) {
      json.put(
          "regularize",
          update.regularization().overrides().stream()
              .map(Regularization.Override::text)
              .collect(Collectors.joining("; ")));
    }
    number(json, "clip_value", update.clipping().value());
    number(json, "clip_norm", update.clipping().norm());
  }

  /** The settings of such fields; throws {@link IllegalArgumentException} where one is wrong. */
  public static UpdateSettings read(JsonNode json) {
    UpdateSettings plain = UpdateSettings.PLAIN;
    List<Regularization.Override> overrides = new ArrayList<>();
    for (String text : json.path("regularize").asText().split(";")) {
      if (!text.isBlank()) {
        overrides.add(Regularization.Override.parse(text.strip()));
      }
    }
    return new UpdateSettings(
        json.has("optimizer") ? Optimizer.parse(json.get("optimizer").asText()) : plain.optimizer(),
        json.has("optimizer_state")
            ? StatePolicy.parse(json.get("optimizer_state").asText())
            : plain.between(),
        new Regularization(
            json.path("l1").asDouble(0), json.path("max_norm").asDouble(0), overrides),
        new Clipping(json.path("clip_value").asDouble(0), json.path("clip_norm").asDouble(0)));
  }

  private static void number(ObjectNode json, String field, double value) {
    if (value != 0) {
      json.put(field, value);
    }
  }
}
