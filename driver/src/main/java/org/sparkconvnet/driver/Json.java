package org.sparkconvnet.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sparkconvnet.io.FileFormatException;

/** Reads and writes JSON trees. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectMapper INDENTED =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** On one line. */
  static String line(JsonNode node) {
    return print(MAPPER, node);
  }

  /** Indented, with a line end. */
  static String text(JsonNode node) {
    return print(INDENTED, node) + "\n";
  }

  /** Parses a file's text. */
  static JsonNode parse(String text, String path) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || !node.isObject()) {
        throw new FileFormatException(path, "not a JSON object");
      }
      return node;
    } catch (JsonProcessingException malformed) {
      throw new FileFormatException(path, "not JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  /** A number as JSON can hold it: null in place of NaN and infinities. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String print(ObjectMapper mapper, JsonNode node) {
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
