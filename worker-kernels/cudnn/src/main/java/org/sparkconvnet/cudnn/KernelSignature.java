package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a kernel takes, read from its source, so that no second list can go stale. */
final class KernelSignature {
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private KernelSignature() {}

  /** {@code pointer int long} for {@code name(const float* x, int n, long long count)}. */
  static String types(String source, String name) {
    return KNOWN.computeIfAbsent(name, entry -> read(source, entry));
  }

  private static String read(String source, String name) {
    Pattern entry =
        Pattern.compile("extern \"C\" __global__ void " + name + "\\(([^)]*)\\)", Pattern.DOTALL);
    Matcher found = entry.matcher(source);
    if (!found.find()) {
      throw new IllegalStateException("no kernel " + name + " in its source");
    }
    return Arrays.stream(found.group(1).split(","))
        .map(parameter -> type(parameter.strip()))
        .collect(Collectors.joining(" "));
  }

  private static String type(String parameter) {
    if (parameter.contains("*")) {
      return "pointer";
    }
    String type = parameter.substring(0, parameter.lastIndexOf(' '));
    return switch (type) {
      case "int", "float" -> type;
      case "long long" -> "long";
      default -> throw new IllegalStateException("a kernel's parameter of type " + type);
    };
  }
}
