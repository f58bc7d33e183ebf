package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;

import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.plan.Arena;

/** Turns the calls of a program into steps: primitives, memory objects and argument arrays. */
final class NativeProgram {
  /** Bytes of NaN, so that reading what was never written shows. */
  private static final int UNWRITTEN = 0xFF;

  private final NativeScope scope;
  private final dnnl_engine engine;
  private final dnnl_stream stream;
  private final Placement placement;
  private final BytePointer base;
  private final StepState state;

  NativeProgram(
      NativeScope scope,
      dnnl_engine engine,
      dnnl_stream stream,
      Placement placement,
      StepState state) {
    this.scope = scope;
    this.engine = engine;
    this.stream = stream;
    this.placement = placement;
    this.state = state;
    Pointer memory = scope.allocate(placement.bytes() + Arena.ALIGNMENT);
    Pointer.memset(memory, UNWRITTEN, placement.bytes() + Arena.ALIGNMENT);
    long skip = Math.floorMod(-memory.address(), Arena.ALIGNMENT);
    base = new BytePointer(memory).getPointer(skip);
  }

  /** The calls, ready to run. */
  Step[] build(List<Call> calls) {
    return calls.stream().map(this::build).toArray(Step[]::new);
  }

  /** {@code bytes} of the allocation, from {@code offset}, in native byte order. */
  ByteBuffer view(long offset, long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new BackendException("a tensor of " + bytes + " bytes is beyond Java's buffers");
    }
    return new BytePointer(base.<BytePointer>getPointer(offset)).capacity(bytes).asByteBuffer();
  }

  /** A value's memory. */
  ByteBuffer view(Value value) {
    return view(placement.offset(value.buffer()), value.layout().bytes());
  }

  private Step build(Call call) {
    if (call.work() instanceof Call.Host host) {
      List<ByteBuffer> memory =
          call.arguments().stream().map(argument -> view(argument.value())).toList();
      return host.code().bind(memory, state);
    }
    return build(call, ((Call.Primitive) call.work()).descriptor());
  }

  private Step build(Call call, Descriptor descriptor) {
    dnnl_primitive primitive = new dnnl_primitive();
    Status.check(
        dnnl_primitive_create(primitive, descriptor.descriptor()),
        () -> "building " + descriptor.what());
    scope.onClose(() -> dnnl_primitive_destroy(primitive));
    boolean scratch = descriptor.scratchBytes() > 0;
    int count = call.arguments().size() + (scratch ? 1 : 0);
    dnnl_exec_arg_t arguments =
        new dnnl_exec_arg_t(scope.allocate((long) count * Pointer.sizeof(dnnl_exec_arg_t.class)));
    int at = 0;
    for (Call.Argument argument : call.arguments()) {
      long offset = placement.offset(argument.value().buffer());
      dnnl_memory memory = memory(argument.value().layout(), offset, argument.value().name());
      arguments.getPointer(at++).arg(argument.index()).memory(memory);
    }
    if (scratch) {
      Layout layout = descriptor.layout(dnnl_query_scratchpad_md);
      dnnl_memory memory = memory(layout, placement.scratch(), "scratch");
      arguments.getPointer(at).arg(DNNL_ARG_SCRATCHPAD).memory(memory);
    }
    return new PrimitiveStep(primitive, stream, count, arguments, descriptor.what());
  }

  private dnnl_memory memory(Layout layout, long offset, String name) {
    dnnl_memory memory = new dnnl_memory();
    BytePointer data = base.getPointer(offset);
    Status.check(
        dnnl_memory_create(memory, layout.descriptor(), engine, data),
        () -> "making memory for " + name + " " + layout);
    scope.onClose(() -> dnnl_memory_destroy(memory));
    return memory;
  }
}
