package org.sparkconvnet.jobs.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkException;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.zoo.Zoo;

/**
 * A network of the zoo, a chain of layers, with some of them changed: {@code {"name":
 * "with-dropout", "base": "convnetjs-cifar10", "edits": [{"at": "classifier", "before": {"type":
 * "dropout", "rate": 0.3}}, {"at": "relu*", "replace": {"type": "tanh"}}, {"at": "conv*", "set":
 * {"initializer": "he"}}, {"at": "pool3", "after": ...}, {"at": "relu3", "remove": true}]}}. {@code
 * at} is the name of a layer, {@code *} standing for anything but dots (a layer put beside {@code
 * conv1} is {@code conv1.TYPE} unless it has a name); edits apply in turn.
 *
 * @param base a network of the zoo
 */
public record NetworkEdit(String name, String base, List<Step> steps) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public NetworkEdit {
    steps = List.copyOf(steps);
  }

  /** What is done to a layer. */
  enum Deed {
    BEFORE,
    AFTER,
    REPLACE,
    SET,
    REMOVE;

    private String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One edit: where, what, and the layer or the settings that it brings. */
  record Step(String at, Deed deed, JsonNode value) {}

  static NetworkEdit parse(PlanFields fields) {
    List<Step> steps = new ArrayList<>();
    for (PlanFields edit : fields.objects("edits")) {
      List<Deed> deeds = new ArrayList<>();
      for (Deed deed : Deed.values()) {
        if (edit.has(deed.field())) {
          deeds.add(deed);
        }
      }
      if (deeds.size() != 1) {
        throw edit.wrong("an edit has one of before, after, replace, set and remove");
      }
      Deed deed = deeds.get(0);
      JsonNode value = edit.json().get(deed.field());
      if (deed != Deed.REMOVE && !value.isObject()) {
        throw edit.wrong("'" + deed.field() + "' must be an object");
      }
      steps.add(new Step(edit.text("at"), deed, value));
    }
    NetworkEdit network = new NetworkEdit(fields.text("name"), fields.text("base"), steps);
    try {
      network.network();
    } catch (NetworkException wrong) {
      throw fields.wrong("network '" + network.name + "': " + wrong.getMessage());
    }
    return network;
  }

  /** The network that results; throws {@link NetworkException} where none does. */
  public Network network() {
    List<ObjectNode> layers = chain();
    for (Step step : steps) {
      layers = apply(step, layers);
    }
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", NetworkJson.FORMAT);
    root.put("name", name);
    ArrayNode input = root.putArray("input");
    input.add(Zoo.get(base).defaultInput().channels());
    Zoo.get(base).defaultInput().spatial().forEach(input::add);
    root.putArray("layers").addAll(layers);
    return NetworkJson.read(root.toString(), name);
  }

  private List<ObjectNode> chain() {
    List<ObjectNode> layers = new ArrayList<>();
    String previous = Network.INPUT;
    for (JsonNode layer : baseLayers()) {
      ObjectNode copy = layer.deepCopy();
      JsonNode inputs = copy.remove("inputs");
      if (inputs.size() != 1 || !inputs.get(0).textValue().equals(previous)) {
        throw new NetworkException(
            "only a chain of layers can be edited, and " + base + " is none");
      }
      previous = copy.get("name").textValue();
      layers.add(copy);
    }
    return layers;
  }

  private JsonNode baseLayers() {
    try {
      return MAPPER.readTree(NetworkJson.write(Zoo.get(base).network())).get("layers");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<ObjectNode> apply(Step step, List<ObjectNode> layers) {
    Pattern at = Pattern.compile(Pattern.quote(step.at).replace("*", "\\E[^.]*\\Q"));
    List<ObjectNode> edited = new ArrayList<>();
    int met = 0;
    for (ObjectNode layer : layers) {
      if (at.matcher(layer.get("name").textValue()).matches()) {
        edited.addAll(edit(step, layer));
        met++;
      } else {
        edited.add(layer);
      }
    }
    if (met == 0) {
      throw new NetworkException("no layer is called '" + step.at + "'");
    }
    return edited;
  }

  private static List<ObjectNode> edit(Step step, ObjectNode layer) {
    String name = layer.get("name").textValue();
    return switch (step.deed) {
      case BEFORE -> List.of(named(step.value, name), layer);
      case AFTER -> List.of(layer, named(step.value, name));
      case REPLACE -> List.of(((ObjectNode) step.value.deepCopy()).put("name", name));
      case SET -> List.of(layer.deepCopy().setAll((ObjectNode) step.value));
      case REMOVE -> List.of();
    };
  }

  /** A new layer is called after the one it stands beside, unless it has a name. */
  private static ObjectNode named(JsonNode layer, String beside) {
    ObjectNode copy = layer.deepCopy();
    return copy.has("name")
        ? copy
        : copy.put("name", beside + "." + copy.path("type").asText("layer"));
  }
}
