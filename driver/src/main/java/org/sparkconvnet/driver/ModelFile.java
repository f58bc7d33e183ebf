package org.sparkconvnet.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.NamedTensor;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.io.TensorType;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * What models and checkpoints have in common: every parameter and running statistic as a tensor of
 * its name, and as metadata the network's digest, the normalization and the class names.
 */
final class ModelFile {
  static final String NETWORK = "network_sha256";
  private static final String NORMALIZATION = "normalization";
  private static final String CLASSES = "class_names";

  private ModelFile() {}

  /** Views of the ranges of a flat vector, each under its name after the prefix. */
  static List<NamedTensor> tensors(String prefix, List<Parameter> ranges, float[] values) {
    List<NamedTensor> tensors = new ArrayList<>();
    for (Parameter range : ranges) {
      tensors.add(
          NamedTensor.ofFloats(prefix + range.name(), range.dims(), values, range.offset()));
    }
    return tensors;
  }

  static List<NamedTensor> tensors(ParameterLayout layout, float[] parameters, float[] state) {
    List<NamedTensor> tensors = tensors("", layout.parameters(), parameters);
    tensors.addAll(tensors("", layout.state(), state));
    return tensors;
  }

  /** Copies the tensors of those names to their ranges, checking their shapes. */
  static void copy(TensorFile file, String prefix, List<Parameter> ranges, float[] target) {
    for (Parameter range : ranges) {
      NamedTensor tensor = file.tensor(prefix + range.name(), TensorType.F32);
      if (!tensor.dims().equals(range.dims())) {
        throw new FileFormatException(
            file.path(),
            "tensor '%s' is %s, the network has %s"
                .formatted(tensor.name(), tensor.dims(), range.dims()));
      }
      tensor.copyFloats(target, range.offset());
    }
  }

  static Map<String, String> metadata(
      String networkDigest, Normalization normalization, List<String> classNames) {
    ObjectNode json = Json.object();
    normalization.mean().forEach(json.putArray("mean")::add);
    normalization.std().forEach(json.putArray("std")::add);
    ObjectNode classes = Json.object();
    classNames.forEach(classes.putArray("names")::add);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(NETWORK, networkDigest);
    metadata.put(NORMALIZATION, Json.line(json));
    metadata.put(CLASSES, Json.line(classes));
    return metadata;
  }

  static Normalization normalization(TensorFile file) {
    JsonNode json = Json.parse(file.requireMetadata(NORMALIZATION), file.path());
    return new Normalization(floats(json.path("mean")), floats(json.path("std")));
  }

  static List<String> classNames(TensorFile file) {
    List<String> names = new ArrayList<>();
    Json.parse(file.requireMetadata(CLASSES), file.path())
        .path("names")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add(value.floatValue()));
    return values;
  }
}
