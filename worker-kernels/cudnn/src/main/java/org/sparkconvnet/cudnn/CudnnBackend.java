package org.sparkconvnet.cudnn;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.io.Digests;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Runs plans on a GPU: convolutions with cuDNN, products with cuBLAS, the rest with our kernels.
 */
public final class CudnnBackend implements Backend {
  /** The name users give. */
  public static final String NAME = "cudnn";

  /** The compute capability whose tensor cores know tf32 and bfloat16. */
  private static final int TENSOR_FORMATS_SINCE = 8;

  private final Device device;
  private final BackendOptions options;
  private final String versions;
  private final CompiledKernels kernels;

  private CudnnBackend(Device device, BackendOptions options) {
    this.device = device;
    this.options = options;
    this.versions = CudaLibraries.versions();
    this.kernels =
        new CompiledKernels(device, new KernelCache(options.cacheDirectory(), CudnnBackend::say));
  }

  static CudnnBackend open(BackendOptions options) {
    CudaLibraries.load();
    CudaLibraries.requireMatching();
    Device device = Device.numbered(options.device());
    device.requireCompiler(KernelCompiler.architectures(), KernelCompiler.version());
    return new CudnnBackend(device, options);
  }

  private static void say(String what) {
    System.getLogger(CudnnBackend.class.getName()).log(System.Logger.Level.WARNING, what);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendReport report() {
    Map<Precision, String> precisions = new EnumMap<>(Precision.class);
    precisions.put(Precision.FP32, null);
    precisions.put(Precision.TF32, whyOlder("tf32"));
    precisions.put(Precision.BF16, whyOlder("bf16"));
    precisions.put(Precision.FP16, null);
    return new BackendReport(NAME, versions, device.toString(), precisions);
  }

  private String whyOlder(String precision) {
    return device.major() >= TENSOR_FORMATS_SINCE
        ? null
        : precision
            + " came with compute capability 8.0, and "
            + device.name()
            + " has "
            + device.major()
            + "."
            + device.minor()
            + "; choose fp16 or fp32";
  }

  @Override
  public Map<String, String> details() {
    return DeviceDetails.all();
  }

  @Override
  public int deviceCount() {
    return Device.all().size();
  }

  @Override
  public Set<Fusion> fusions(Precision precision) {
    return EnumSet.allOf(Fusion.class);
  }

  @Override
  public Tuning tune(Plan plan, Precision precision) {
    report().require(precision);
    device.use();
    return new Tuning(
        NAME, key(plan, precision), Tuner.tune(Lowering.lower(plan, precision), device, kernels));
  }

  @Override
  public Map<String, Long> deviceMemory(Plan plan, Precision precision, Tuning tuning) {
    report().require(precision);
    device.use();
    try (DeviceContext context = DeviceContext.open(device, precision)) {
      return MemoryPlan.of(Lowering.lower(plan, precision), context, tuning).parts();
    }
  }

  @Override
  public int largestMinibatch(
      Network network, Precision precision, Plan.Labelling labelling, int most, int share) {
    report().require(precision);
    device.use();
    try (DeviceContext context = DeviceContext.open(device, precision)) {
      Plan one = Planner.plan(network, 1, Plan.Mode.TRAINING, fusions(precision), labelling);
      return new MemoryFit(context, precision).largest(one, most, share);
    }
  }

  @Override
  public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    report().require(precision);
    requireFits(tuning, key(plan, precision));
    return CudnnExecutable.compile(plan, precision, device, kernels, tuning, rule, options.debug());
  }

  private String key(Plan plan, Precision precision) {
    return String.join(
        "; ",
        device.toString(),
        versions,
        precision.text(),
        "plan sha256 " + Digests.sha256(plan.print()));
  }

  private static void requireFits(Tuning tuning, String key) {
    if (!tuning.backend().equals(NAME)) {
      throw new BackendException(
          "a tuning of backend '" + tuning.backend() + "' cannot be used by '" + NAME + "'");
    }
    if (!tuning.key().isEmpty() && !tuning.key().equals(key)) {
      throw new BackendException(
          "the tuning was made for '" + tuning.key() + "' and not for '" + key + "'");
    }
  }

  /** Frees the kernels; executables must be closed before. */
  @Override
  public void close() {
    device.use();
    kernels.close();
  }
}
