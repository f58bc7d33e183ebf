package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.global.cudart;
import org.sparkconvnet.backend.Tuning;

/**
 * Chooses an algorithm for each convolution by timing it alone on the device; equal convolutions
 * share one choice.
 */
final class Tuner implements AutoCloseable {
  private static final int WARM_UP = 2;
  private static final int TIMINGS = 5;

  private final Resources resources = new Resources();
  private final CudaProgram program;
  private final DeviceContext context;
  private final CUevent_st start = new CUevent_st();
  private final CUevent_st end = new CUevent_st();

  private Tuner(CudaProgram program, Device device) {
    this.program = program;
    this.context = DeviceContext.open(device, program.precision());
    resources.onClose(context::close);
  }

  /** For each convolution's op the text of its fastest deterministic algorithm. */
  static Map<String, String> tune(CudaProgram program, Device device, CompiledKernels kernels) {
    try (Tuner tuner = new Tuner(program, device)) {
      for (CUevent_st event : List.of(tuner.start, tuner.end)) {
        Status.runtime(cudart.cudaEventCreate(event), () -> "cudaEventCreate");
        tuner.resources.onClose(() -> cudart.cudaEventDestroy(event));
      }
      return tuner.choices();
    }
  }

  private Map<String, String> choices() {
    Map<String, String> choices = new TreeMap<>();
    Map<String, String> known = new HashMap<>();
    for (List<CudaCall> calls : List.of(program.forward(), program.backward())) {
      for (CudaCall call : calls) {
        if (call instanceof Convolution convolution) {
          String signature = convolution.direction() + " " + convolution.shape();
          choices.put(
              call.name(), known.computeIfAbsent(signature, key -> fastest(convolution).text()));
        }
      }
    }
    return choices;
  }

  private Algorithm fastest(Convolution convolution) {
    try (Resources own = new Resources()) {
      NativeConvolution described =
          new NativeConvolution(convolution, program.precision(), context, own);
      List<Algorithm> algorithms = fitting(described.algorithms());
      MemoryPlan plan = MemoryPlan.of(program, algorithms);
      new MemoryFit(context, program.precision())
          .require(plan, program.plan(), Tuning.none(CudnnBackend.NAME));
      DeviceMemory memory = DeviceMemory.allocate(plan, "tuning " + convolution.name());
      own.onClose(memory::close);
      Algorithm best = algorithms.get(0);
      double bestTime = Double.POSITIVE_INFINITY;
      for (Algorithm algorithm : algorithms) {
        double time = time(described.bind(algorithm, memory));
        if (time < bestTime) {
          best = algorithm;
          bestTime = time;
        }
      }
      return best;
    }
  }

  /** Those whose workspace is free beside everything else; where none is, the smallest. */
  private List<Algorithm> fitting(List<Algorithm> algorithms) {
    long free = MemoryFit.free();
    List<Algorithm> fitting =
        algorithms.stream()
            .filter(each -> MemoryPlan.of(program, List.of(each)).total() <= free)
            .toList();
    return fitting.isEmpty()
        ? List.of(algorithms.stream().min(Comparator.comparing(Algorithm::workspace)).orElseThrow())
        : fitting;
  }

  /** Milliseconds, the median of several runs. */
  private double time(Work work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.enqueue();
    }
    float[] times = new float[TIMINGS];
    float[] elapsed = new float[1];
    for (int i = 0; i < TIMINGS; i++) {
      record(start);
      work.enqueue();
      record(end);
      context.await();
      Status.runtime(
          cudart.cudaEventElapsedTime(elapsed, start, end), () -> "cudaEventElapsedTime");
      times[i] = elapsed[0];
    }
    Arrays.sort(times);
    return times[TIMINGS / 2];
  }

  private void record(CUevent_st event) {
    Status.runtime(cudart.cudaEventRecord(event, context.stream()), () -> "cudaEventRecord");
  }

  @Override
  public void close() {
    resources.close();
  }
}
