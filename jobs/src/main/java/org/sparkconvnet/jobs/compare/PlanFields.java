package org.sparkconvnet.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.io.FileFormatException;

/** The fields of an object of a plan; what is missing or of another kind is told with its place. */
final class PlanFields {
  private final JsonNode json;
  private final String file;
  private final String where;

  PlanFields(JsonNode json, String file, String where) {
    this.json = json;
    this.file = file;
    this.where = where;
    if (!json.isObject()) {
      throw wrong("it is not a JSON object");
    }
  }

  FileFormatException wrong(String problem) {
    return new FileFormatException(file, where + ": " + problem);
  }

  boolean has(String name) {
    return json.has(name);
  }

  JsonNode json() {
    return json;
  }

  String text(String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw wrong("'" + name + "' must be a text");
    }
    return value.textValue();
  }

  double number(String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw wrong("'" + name + "' must be a number");
    }
    return value.doubleValue();
  }

  /** A text of words between blanks; none where there is no such field. */
  List<String> words(String name) {
    String text = has(name) ? text(name).strip() : "";
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s+"));
  }

  List<Long> integers(String name) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!value.isIntegralNumber()) {
        throw wrong("'" + name + "' must be whole numbers");
      }
      values.add(value.longValue());
    }
    return values;
  }

  /** The objects of an array; none where there is no such field. */
  List<PlanFields> objects(String name) {
    List<PlanFields> objects = new ArrayList<>();
    if (has(name)) {
      for (JsonNode value : array(name)) {
        objects.add(new PlanFields(value, file, where + ", " + name + " " + (objects.size() + 1)));
      }
    }
    return objects;
  }

  private JsonNode array(String name) {
    JsonNode value = json.path(name);
    if (!value.isArray()) {
      throw wrong("'" + name + "' must be an array");
    }
    return value;
  }
}
