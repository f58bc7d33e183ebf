package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.backend.Tuning;

/** A program bound to a device: descriptors, algorithms, memory, and its calls ready to run. */
final class NativeProgram implements AutoCloseable {
  private final CudaProgram program;
  private final DeviceContext context;
  private final CompiledKernels kernels;
  private final Resources resources = new Resources();
  private final Map<Convolution, NativeConvolution> convolutions = new HashMap<>();
  private final Map<Convolution, Algorithm> algorithms = new HashMap<>();
  private DeviceMemory memory;
  private Work step;
  private Work descent;
  private Work update;

  private NativeProgram(CudaProgram program, DeviceContext context, CompiledKernels kernels) {
    this.program = program;
    this.context = context;
    this.kernels = kernels;
  }

  /** Builds everything; {@code context} stays the caller's. */
  static NativeProgram build(
      CudaProgram program,
      DeviceContext context,
      CompiledKernels kernels,
      Tuning tuning,
      boolean debug) {
    NativeProgram built = new NativeProgram(program, context, kernels);
    try {
      context.device().use();
      built.choose(tuning);
      built.allocate(tuning);
      List<CudaCall> step = new ArrayList<>(program.forward());
      step.addAll(program.backward());
      built.step = debug ? built.checked(step) : built.recorded(step);
      built.descent =
          debug ? built.checked(program.descent()) : new InTurn(built.bind(program.descent()));
      built.update =
          debug ? built.checked(program.update()) : new InTurn(built.bind(program.update()));
      return built;
    } catch (RuntimeException | Error failed) {
      built.close();
      throw failed;
    }
  }

  private void choose(Tuning tuning) {
    List<CudaCall> calls = new ArrayList<>(program.forward());
    calls.addAll(program.backward());
    for (CudaCall call : calls) {
      if (call instanceof Convolution convolution) {
        NativeConvolution described =
            new NativeConvolution(convolution, program.precision(), context, resources);
        String chosen = tuning.choice(call.name(), null);
        convolutions.put(convolution, described);
        algorithms.put(
            convolution,
            chosen == null
                ? described.algorithms().get(0)
                : described.algorithm(Algorithm.parse(call.name(), chosen)));
      }
    }
  }

  private void allocate(Tuning tuning) {
    MemoryPlan plan = MemoryPlan.of(program, algorithms.values());
    new MemoryFit(context, program.precision()).require(plan, program.plan(), tuning);
    memory = DeviceMemory.allocate(plan, what());
    resources.onClose(memory::close);
  }

  private String what() {
    return "network '" + program.plan().network().name() + "', minibatch " + program.plan().batch();
  }

  private Work checked(List<CudaCall> calls) {
    return new CheckedCalls(context, calls, bind(calls));
  }

  private Work recorded(List<CudaCall> calls) {
    CallGraph graph = new CallGraph(context, bind(calls));
    resources.onClose(graph::close);
    return graph;
  }

  /** Calls given one after the other. */
  private record InTurn(List<Work> works) implements Work {
    @Override
    public void enqueue() {
      for (int i = 0; i < works.size(); i++) {
        works.get(i).enqueue();
      }
    }
  }

  private List<Work> bind(List<CudaCall> calls) {
    return calls.stream().map(this::bind).toList();
  }

  private Work bind(CudaCall call) {
    if (call instanceof Convolution convolution) {
      return convolutions.get(convolution).bind(algorithms.get(convolution), memory);
    }
    if (call instanceof Product product) {
      return NativeProduct.bind(product, program.precision(), context, memory, resources);
    }
    return NativeLaunch.bind((Launch) call, kernels, context, memory, resources);
  }

  DeviceMemory memory() {
    return memory;
  }

  /** The forward pass, and in training the loss and the backward pass. */
  void step() {
    step.enqueue();
  }

  void descend() {
    descent.enqueue();
  }

  void update() {
    update.enqueue();
  }

  @Override
  public void close() {
    resources.close();
  }
}
