package org.sparkconvnet.jobs;

import java.util.Map;
import java.util.stream.Collectors;

/** A device's memory by what it is for, in words. */
final class DeviceMemoryText {
  private DeviceMemoryText() {}

  /** {@code 12 MiB: weights 1 MiB, arena 11 MiB}. */
  static String line(Map<String, Long> parts) {
    return Units.bytes(total(parts))
        + ": "
        + parts.entrySet().stream()
            .map(part -> part.getKey() + " " + Units.bytes(part.getValue()))
            .collect(Collectors.joining(", "));
  }

  static long total(Map<String, Long> parts) {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }
}
