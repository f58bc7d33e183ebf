package org.sparkconvnet.cudnn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;

/** Our kernels, compiled for and loaded on a device. Thread-safe. */
final class CompiledKernels implements AutoCloseable {
  private final Device device;
  private final KernelCache cache;
  private final Resources resources = new Resources();
  private final Map<Kernel.Source, Map<ElementType, CUmod_st>> modules =
      new EnumMap<>(Kernel.Source.class);
  private final Map<Kernel, Map<ElementType, CUfunc_st>> functions = new EnumMap<>(Kernel.class);

  CompiledKernels(Device device, KernelCache cache) {
    this.device = device;
    this.cache = cache;
  }

  /** A kernel for elements of a type, compiled on first use. */
  synchronized CUfunc_st function(Kernel kernel, ElementType type) {
    return functions
        .computeIfAbsent(kernel, key -> new EnumMap<>(ElementType.class))
        .computeIfAbsent(type, key -> load(kernel, type));
  }

  private CUfunc_st load(Kernel kernel, ElementType type) {
    CUmod_st module =
        modules
            .computeIfAbsent(kernel.source(), key -> new EnumMap<>(ElementType.class))
            .computeIfAbsent(type, key -> compile(KernelUnit.of(kernel.source(), type)));
    CUfunc_st function = new CUfunc_st();
    Status.driver(
        cudart.cuModuleGetFunction(function, module, kernel.entry()),
        () -> "looking for kernel " + kernel.entry() + " in " + kernel.source().file());
    return function;
  }

  /** From the cache, where it has one that the driver takes; else compiled and kept. */
  private CUmod_st compile(KernelUnit unit) {
    String key = KernelCache.key(unit, device.architecture(), KernelCompiler.version());
    Optional<byte[]> kept = cache.find(key);
    if (kept.isPresent()) {
      CUmod_st module = new CUmod_st();
      int status = load(module, kept.get());
      if (status == cudart.CUDA_SUCCESS) {
        return keep(module);
      }
      if (status != cudart.CUDA_ERROR_INVALID_IMAGE
          && status != cudart.CUDA_ERROR_NO_BINARY_FOR_GPU) {
        Status.driver(status, () -> "loading " + unit + " on " + device.name());
      }
      cache.reject(key, "the driver does not take it (status " + status + ")");
    }
    byte[] binary = KernelCompiler.compile(unit, device.architecture());
    CUmod_st module = new CUmod_st();
    Status.driver(load(module, binary), () -> "loading " + unit + " on " + device.name());
    keep(module);
    cache.keep(key, binary);
    return module;
  }

  private static int load(CUmod_st module, byte[] binary) {
    try (BytePointer code = new BytePointer(binary)) {
      return cudart.cuModuleLoadData(module, code);
    }
  }

  private CUmod_st keep(CUmod_st module) {
    resources.onClose(() -> cudart.cuModuleUnload(module));
    return module;
  }

  @Override
  public synchronized void close() {
    functions.clear();
    modules.clear();
    resources.close();
  }
}
