package org.sparkconvnet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Linux says about the machine, and about the container's share of it. */
final class Machine {
  private static final List<String> TELLING_FLAGS =
      List.of(
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "amx_int8");

  private final Path root;

  /**
   * @param root {@code /}, or where a test keeps its own proc and sys
   */
  Machine(Path root) {
    this.root = root;
  }

  static Machine here() {
    return new Machine(Path.of("/"));
  }

  /** {@code AMD EPYC 7763}, or {@code unknown}. */
  String cpuModel() {
    return cpuInfo("model name").orElse("unknown");
  }

  /** The instruction sets that decide a network's speed. */
  List<String> instructionSets() {
    Set<String> flags = new HashSet<>(Arrays.asList(cpuInfo("flags").orElse("").split(" ")));
    return TELLING_FLAGS.stream().filter(flags::contains).toList();
  }

  /** Cores of the machine, whatever the container's share. */
  long cores() {
    return lines("proc/cpuinfo").stream().filter(line -> line.startsWith("processor")).count();
  }

  /** Bytes of memory; 0 where unknown. */
  long memory() {
    return memoryInfo("MemTotal");
  }

  /** Bytes of memory that new programs can have; 0 where unknown. */
  long availableMemory() {
    return memoryInfo("MemAvailable");
  }

  /** Programs that wanted a core in the last minute, on average; 0 where unknown. */
  double load() {
    String average = first("proc/loadavg");
    return average.isEmpty() ? 0 : Double.parseDouble(average.split(" ")[0]);
  }

  /** What the container may use, in words, or nothing where it has no limit. */
  List<String> containerLimits() {
    List<String> limits = new ArrayList<>();
    String cpu = first("sys/fs/cgroup/cpu.max");
    if (!cpu.isEmpty() && !cpu.startsWith("max")) {
      String[] parts = cpu.split(" ");
      limits.add(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]) + " cores");
    }
    for (String file :
        List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      String memory = first(file);
      if (memory.matches("\\d{1,15}")) {
        limits.add(Units.bytes(Long.parseLong(memory)) + " memory");
      }
    }
    return limits;
  }

  private Optional<String> cpuInfo(String key) {
    return lines("proc/cpuinfo").stream()
        .filter(line -> line.startsWith(key + "\t") || line.startsWith(key + " "))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private long memoryInfo(String key) {
    return lines("proc/meminfo").stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private String first(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "" : lines.get(0).strip();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException absent) {
      return List.of();
    }
  }
}
