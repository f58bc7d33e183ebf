package org.sparkconvnet.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks as JSON: {@code {"format": "spark-convnet network 1", "name": ..., "input": [3, 32, 32],
 * "layers": [{"name": "conv1", "type": "convolution", "filters": 16, "kernel": [5, 5]}, ...]}}. A
 * layer reads the one before it unless it lists {@code inputs}; settings left out take the defaults
 * that {@link LayerReader} documents.
 */
public final class NetworkJson {
  /** The value of {@code format} that this class writes and reads. */
  public static final String FORMAT = "spark-convnet network 1";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private NetworkJson() {}

  /** The network as indented JSON, every setting written out. */
  public static String write(Network network) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("name", network.name());
    ArrayNode input = root.putArray("input");
    input.add(network.input().channels());
    network.input().spatial().forEach(input::add);
    ArrayNode layers = root.putArray("layers");
    network.nodes().forEach(node -> layers.add(layer(node)));
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads what {@link #write} wrote, or a person.
   *
   * @param source where the text is from, for messages
   * @throws NetworkException naming the source, the layer and the setting that is wrong
   */
  public static Network read(String json, String source) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new NetworkException(
          source
              + ": not JSON at line "
              + malformed.getLocation().getLineNr()
              + ": "
              + malformed.getOriginalMessage());
    }
    try {
      return read(root);
    } catch (NetworkException wrong) {
      throw new NetworkException(source + ": " + wrong.getMessage());
    }
  }

  private static Network read(JsonNode root) {
    JsonSettings settings = new JsonSettings("the network", root);
    String format = settings.text("format", "");
    if (!format.equals(FORMAT)) {
      throw new NetworkException("its format is '" + format + "', and this reads '" + FORMAT + "'");
    }
    String name = settings.text("name");
    List<Integer> extents = settings.integers("input");
    JsonNode layers = settings.array("layers");
    settings.requireAllRead();
    if (extents.isEmpty()) {
      throw new NetworkException("the network's input needs channels, then height and width");
    }
    List<Node> nodes = new ArrayList<>();
    String previous = Network.INPUT;
    for (JsonNode layer : layers) {
      Node node = LayerReader.read(layer, nodes.size(), previous);
      nodes.add(node);
      previous = node.name();
    }
    Shape input = new Shape(extents.get(0), extents.subList(1, extents.size()));
    return new Network(name, input, nodes);
  }

  private static ObjectNode layer(Node node) {
    ObjectNode object = MAPPER.createObjectNode();
    object.put("name", node.name());
    node.layer().accept(new LayerWriter(object));
    ArrayNode inputs = object.putArray("inputs");
    node.inputs().forEach(inputs::add);
    return object;
  }
}
