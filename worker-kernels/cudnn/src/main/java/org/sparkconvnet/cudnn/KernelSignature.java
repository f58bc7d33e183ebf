package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a kernel takes, read from its source, so that no second list can go stale. */
final class KernelSignature {
  /** A pointer to numbers of the type that the kernel is compiled for. */
  static final String ELEMENTS = "element*";

  /** A pointer to float32. */
  static final String FLOATS = "float*";

  private static final Map<String, List<String>> KNOWN = new ConcurrentHashMap<>();

  private KernelSignature() {}

  /**
   * {@code element*, float*, pointer, int, long} for {@code name(const element* x, float* sums,
   * unsigned char* mask, int n, long long count)}.
   */
  static List<String> types(String source, String name) {
    return KNOWN.computeIfAbsent(name, entry -> read(source, entry));
  }

  private static List<String> read(String source, String name) {
    Pattern entry =
        Pattern.compile("extern \"C\" __global__ void " + name + "\\(([^)]*)\\)", Pattern.DOTALL);
    Matcher found = entry.matcher(source);
    if (!found.find()) {
      throw new IllegalStateException("no kernel " + name + " in its source");
    }
    return Arrays.stream(found.group(1).split(","))
        .map(parameter -> type(parameter.strip()))
        .toList();
  }

  private static String type(String parameter) {
    if (parameter.contains("*")) {
      String target = parameter.substring(0, parameter.indexOf('*')).replace("const ", "").strip();
      return switch (target) {
        case "element" -> ELEMENTS;
        case "float" -> FLOATS;
        default -> "pointer";
      };
    }
    String type = parameter.substring(0, parameter.lastIndexOf(' '));
    return switch (type) {
      case "int", "float" -> type;
      case "long long" -> "long";
      default -> throw new IllegalStateException("a kernel's parameter of type " + type);
    };
  }
}
