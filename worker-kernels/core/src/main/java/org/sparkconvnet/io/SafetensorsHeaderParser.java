package org.sparkconvnet.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parses and validates the JSON of a safetensors header; every fault names the file. */
final class SafetensorsHeaderParser {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String path;

  SafetensorsHeaderParser(String path) {
    this.path = path;
  }

  /** A tensor's place: bytes [begin, end) of the data section. */
  record Entry(String name, TensorType type, List<Integer> dims, long begin, long end) {}

  /** Metadata in full, checksums included, and the entries in data order without gaps. */
  record Header(Map<String, String> metadata, List<Entry> entries) {
    long dataBytes() {
      return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }
  }

  Header parse(byte[] json) {
    JsonNode root = tree(json);
    Map<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> fields = root.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().equals(SafetensorsHeader.METADATA)) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkContiguous(entries);
    return new Header(metadata, entries);
  }

  private JsonNode tree(byte[] json) {
    if (json.length == 0 || json[0] != '{') {
      throw fault("its header does not begin with '{': not a safetensors file, or damaged");
    }
    try {
      JsonNode root =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
      if (!root.isObject()) {
        throw fault("its header is no JSON object");
      }
      return root;
    } catch (CharacterCodingException notText) {
      throw new FileFormatException(path, "its header is not UTF-8 text", notText);
    } catch (JsonProcessingException notJson) {
      throw new FileFormatException(
          path, "its header is not JSON: " + notJson.getOriginalMessage(), notJson);
    }
  }

  private void readMetadata(JsonNode node, Map<String, String> metadata) {
    if (!node.isObject()) {
      throw fault("its metadata are no JSON object");
    }
    node.fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isTextual()) {
                throw fault("its metadata entry '" + field.getKey() + "' is no text");
              }
              metadata.put(field.getKey(), field.getValue().textValue());
            });
  }

  private Entry entry(String name, JsonNode node) {
    TensorType type = type(name, node.path("dtype").asText());
    JsonNode shape = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw fault("tensor '" + name + "' lacks its shape or its two data offsets");
    }
    List<Integer> dims = new ArrayList<>();
    long elements = 1;
    for (JsonNode extent : shape) {
      long value = number(name, extent);
      elements = value == 0 ? 0 : elements * value;
      if (value > Integer.MAX_VALUE || elements > Integer.MAX_VALUE) {
        throw fault("tensor '" + name + "' is larger than a Java array: " + shape);
      }
      dims.add((int) value);
    }
    long begin = number(name, offsets.get(0));
    long end = number(name, offsets.get(1));
    if (end - begin != elements * type.bytes()) {
      throw fault(
          "tensor '%s' of %s %s needs %d bytes, but its data offsets are [%d, %d)"
              .formatted(name, type, dims, elements * type.bytes(), begin, end));
    }
    return new Entry(name, type, List.copyOf(dims), begin, end);
  }

  private TensorType type(String name, String dtype) {
    return Arrays.stream(TensorType.values())
        .filter(type -> type.name().equals(dtype))
        .findFirst()
        .orElseThrow(
            () ->
                fault(
                    "tensor '%s' has the type '%s'; those that can be read are %s"
                        .formatted(name, dtype, Arrays.toString(TensorType.values()))));
  }

  private long number(String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw fault("tensor '" + name + "' has a bad extent or data offset: " + node);
    }
    return node.longValue();
  }

  private void checkContiguous(List<Entry> entries) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw fault(
            "the data of tensor '%s' begin at byte %d where %d was due: overlap or gap"
                .formatted(entry.name(), entry.begin(), end));
      }
      end = entry.end();
    }
  }

  private FileFormatException fault(String problem) {
    return new FileFormatException(path, problem);
  }
}
