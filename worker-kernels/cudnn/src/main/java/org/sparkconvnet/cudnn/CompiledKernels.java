package org.sparkconvnet.cudnn;

import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;

/** Our kernels, compiled for and loaded on a device. Thread-safe. */
final class CompiledKernels implements AutoCloseable {
  private final Device device;
  private final Resources resources = new Resources();
  private final Map<Kernel.Source, CUmod_st> modules = new EnumMap<>(Kernel.Source.class);
  private final Map<Kernel, CUfunc_st> functions = new EnumMap<>(Kernel.class);

  CompiledKernels(Device device) {
    this.device = device;
  }

  /** A kernel, compiled on first use. */
  synchronized CUfunc_st function(Kernel kernel) {
    return functions.computeIfAbsent(kernel, this::load);
  }

  private CUfunc_st load(Kernel kernel) {
    CUmod_st module = modules.computeIfAbsent(kernel.source(), this::compile);
    CUfunc_st function = new CUfunc_st();
    Status.driver(
        cudart.cuModuleGetFunction(function, module, kernel.entry()),
        () -> "looking for kernel " + kernel.entry() + " in " + kernel.source().file());
    return function;
  }

  private CUmod_st compile(Kernel.Source source) {
    byte[] binary =
        KernelCompiler.compile(source.file(), KernelCompiler.source(source), device.architecture());
    CUmod_st module = new CUmod_st();
    try (BytePointer code = new BytePointer(binary)) {
      Status.driver(
          cudart.cuModuleLoadData(module, code),
          () -> "loading " + source.file() + " on " + device.name());
    }
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
