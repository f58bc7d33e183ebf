package org.sparkconvnet.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a safetensors file held.
 *
 * @param path where it came from, for messages
 * @param dataSha256 digest of the data section
 * @param metadata the header's free text entries, without the checksums
 * @param tensors in the order of their data
 */
public record TensorFile(
    String path, String dataSha256, Map<String, String> metadata, List<NamedTensor> tensors) {
  public TensorFile {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
  }

  /** The tensor called {@code name}, if there is one. */
  public Optional<NamedTensor> find(String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  /** The tensor called {@code name}; {@link FileFormatException} unless it has this type. */
  public NamedTensor tensor(String name, TensorType type) {
    NamedTensor found =
        find(name)
            .orElseThrow(
                () ->
                    new FileFormatException(
                        path, "no tensor '" + name + "' among its " + tensors.size()));
    if (found.type() != type) {
      throw new FileFormatException(
          path, "tensor '%s' holds %s, expected %s".formatted(name, found.type(), type));
    }
    return found;
  }

  /** The metadata entry {@code key}; {@link FileFormatException} where it is missing. */
  public String requireMetadata(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new FileFormatException(path, "no metadata entry '" + key + "'");
    }
    return value;
  }
}
