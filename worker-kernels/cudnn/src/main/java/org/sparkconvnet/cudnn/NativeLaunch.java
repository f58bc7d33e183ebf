package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A launch with its arguments laid out once, in native memory. */
final class NativeLaunch implements Work {
  private final Launch launch;
  private final CUfunc_st function;
  private final CUstream_st stream;
  private final PointerPointer<Pointer> parameters;

  private NativeLaunch(
      Launch launch, CUfunc_st function, CUstream_st stream, PointerPointer<Pointer> parameters) {
    this.launch = launch;
    this.function = function;
    this.stream = stream;
    this.parameters = parameters;
  }

  static NativeLaunch bind(
      Launch launch,
      CompiledKernels kernels,
      DeviceContext context,
      DeviceMemory memory,
      Resources resources) {
    int count = launch.arguments().size();
    // Eight bytes hold any argument; little-endian, so an int's or float's bytes come first.
    LongPointer values = resources.keep(new LongPointer(count));
    PointerPointer<Pointer> parameters = resources.keep(new PointerPointer<>(count));
    for (int i = 0; i < count; i++) {
      values.put(i, bits(launch.arguments().get(i), memory));
      parameters.put(i, values.getPointer(i));
    }
    return new NativeLaunch(
        launch, kernels.function(launch.kernel(), launch.element()), context.stream(), parameters);
  }

  private static long bits(Argument argument, DeviceMemory memory) {
    if (argument instanceof Argument.At at) {
      return memory.address(at.slot());
    }
    if (argument instanceof Argument.Int number) {
      return number.value();
    }
    if (argument instanceof Argument.Real number) {
      return Integer.toUnsignedLong(Float.floatToRawIntBits(number.value()));
    }
    return ((Argument.Long) argument).value();
  }

  @Override
  public void enqueue() {
    Status.driver(
        cudart.cuLaunchKernel(
            function,
            launch.grid().x(),
            launch.grid().y(),
            1,
            launch.block().x(),
            launch.block().y(),
            1,
            0,
            stream,
            parameters,
            null),
        () -> "launch of " + launch);
  }
}
