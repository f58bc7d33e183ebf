package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Tuning;

/**
 * The device memory of an executable by region, cuDNN's workspaces included; known before any of it
 * is allocated.
 */
record MemoryPlan(Map<Region, Long> bytes) {
  private static final long ALIGNMENT = 256;

  MemoryPlan {
    bytes = Map.copyOf(bytes);
  }

  /** For algorithms that are chosen already. */
  static MemoryPlan of(CudaProgram program, Iterable<Algorithm> algorithms) {
    Map<Region, Long> sizes = new EnumMap<>(program.bytes());
    for (Algorithm algorithm : algorithms) {
      sizes.merge(Region.SCRATCH, algorithm.workspace(), Math::max);
    }
    return new MemoryPlan(sizes);
  }

  /** For the algorithms that a tuning chose, asking cuDNN for their workspaces. */
  static MemoryPlan of(CudaProgram program, DeviceContext context, Tuning tuning) {
    List<CudaCall> calls = new ArrayList<>(program.forward());
    calls.addAll(program.backward());
    Map<String, Algorithm> known = new HashMap<>();
    try (Resources descriptors = new Resources()) {
      for (CudaCall call : calls) {
        if (call instanceof Convolution convolution) {
          String chosen = tuning.choice(call.name(), null);
          known.computeIfAbsent(
              convolution.direction() + " " + convolution.shape() + " " + chosen,
              key ->
                  algorithm(
                      new NativeConvolution(convolution, program.precision(), context, descriptors),
                      chosen));
        }
      }
      return of(program, known.values());
    }
  }

  /** A tuning of another minibatch may have chosen what cuDNN does not take for this one. */
  private static Algorithm algorithm(NativeConvolution convolution, String chosen) {
    if (chosen != null) {
      try {
        return convolution.algorithm(Algorithm.parse(convolution.call().name(), chosen));
      } catch (BackendException unsuited) {
        return convolution.algorithms().get(0);
      }
    }
    return convolution.algorithms().get(0);
  }

  /** Where each region begins. */
  Map<Region, Long> offsets() {
    Map<Region, Long> offsets = new EnumMap<>(Region.class);
    long end = 0;
    for (Region region : Region.values()) {
      offsets.put(region, end);
      end += aligned(region);
    }
    return offsets;
  }

  /** All regions together, as they are allocated. */
  long total() {
    long end = 0;
    for (Region region : Region.values()) {
      end += aligned(region);
    }
    return end;
  }

  private long aligned(Region region) {
    return (bytes.get(region) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** In words, biggest concerns first. */
  Map<String, Long> parts() {
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("weights", sum(Region.PARAMETERS, Region.STATE, Region.WEIGHTS, Region.KEPT_STATE));
    parts.put("gradients", sum(Region.GRADIENTS, Region.FILTER_GRADIENT));
    parts.put("minibatch", sum(Region.STAGING, Region.INPUT, Region.LABELS));
    parts.put("arena", sum(Region.ARENA, Region.EXTRA));
    parts.put("workspace", sum(Region.SCRATCH));
    parts.put("the rest", total() - parts.values().stream().mapToLong(Long::longValue).sum());
    return parts;
  }

  private long sum(Region... regions) {
    long sum = 0;
    for (Region region : regions) {
      sum += bytes.get(region);
    }
    return sum;
  }

  /** The largest number from 1 to {@code most} that takes no more than {@code free}; 0 for none. */
  static int largest(int most, long free, IntToLongFunction bytes) {
    int fits = 0;
    int unknown = most;
    while (fits < unknown) {
      int middle = fits + (unknown - fits + 1) / 2;
      if (bytes.applyAsLong(middle) <= free) {
        fits = middle;
      } else {
        unknown = middle - 1;
      }
    }
    return fits;
  }
}
