package org.sparkconvnet.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Typed access to a JSON object whose errors say where, and which notices settings nobody read. */
final class JsonSettings {
  private final String where;
  private final JsonNode object;
  private final Set<String> read;

  JsonSettings(String where, JsonNode object) {
    this(where, object, new HashSet<>());
    if (!object.isObject()) {
      throw new NetworkException(where + " must be a JSON object");
    }
  }

  private JsonSettings(String where, JsonNode object, Set<String> read) {
    this.where = where;
    this.object = object;
    this.read = read;
  }

  /** The same settings under another name for messages. */
  JsonSettings named(String name) {
    return new JsonSettings(name, object, read);
  }

  String where() {
    return where;
  }

  String text(String key) {
    JsonNode value = required(key);
    if (!value.isTextual()) {
      throw wrong(key, "a text", value);
    }
    return value.textValue();
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  int integer(String key) {
    JsonNode value = required(key);
    if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
      throw wrong(key, "a whole number", value);
    }
    return value.intValue();
  }

  int integer(String key, int otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  double number(String key) {
    JsonNode value = required(key);
    if (!value.isNumber()) {
      throw wrong(key, "a number", value);
    }
    return value.doubleValue();
  }

  double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonNode value = required(key);
    if (!value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.booleanValue();
  }

  List<Integer> integers(String key) {
    List<Integer> values = new ArrayList<>();
    for (JsonNode value : array(key)) {
      if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
        throw wrong(key, "a list of whole numbers", value);
      }
      values.add(value.intValue());
    }
    return values;
  }

  List<Integer> integers(String key, List<Integer> otherwise) {
    return has(key) ? integers(key) : otherwise;
  }

  List<Double> numbers(String key, List<Double> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode value : array(key)) {
      if (!value.isNumber()) {
        throw wrong(key, "a list of numbers", value);
      }
      values.add(value.doubleValue());
    }
    return values;
  }

  List<String> texts(String key, List<String> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<String> values = new ArrayList<>();
    for (JsonNode value : array(key)) {
      if (!value.isTextual()) {
        throw wrong(key, "a list of texts", value);
      }
      values.add(value.textValue());
    }
    return values;
  }

  JsonNode array(String key) {
    JsonNode value = required(key);
    if (!value.isArray()) {
      throw wrong(key, "a list", value);
    }
    return value;
  }

  /** A misspelt setting must not pass for a default. */
  void requireAllRead() {
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!read.contains(key)) {
                throw new NetworkException(where + " has an unknown setting '" + key + "'");
              }
            });
  }

  private boolean has(String key) {
    read.add(key);
    return object.has(key);
  }

  private JsonNode required(String key) {
    read.add(key);
    JsonNode value = object.get(key);
    if (value == null) {
      throw new NetworkException(where + " lacks '" + key + "'");
    }
    return value;
  }

  private NetworkException wrong(String key, String wanted, JsonNode value) {
    return new NetworkException(where + ": '" + key + "' must be " + wanted + ", got " + value);
  }
}
