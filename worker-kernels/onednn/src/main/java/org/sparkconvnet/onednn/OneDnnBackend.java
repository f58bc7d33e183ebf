package org.sparkconvnet.onednn;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.onednn.pooled.VectorModule;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;

/** Runs plans on the CPU with oneDNN, each executable on one thread. */
public final class OneDnnBackend implements Backend {
  /** The name users give. */
  public static final String NAME = "onednn";

  private final OneDnnLibrary library;
  private final TuningTimes within;

  OneDnnBackend(OneDnnLibrary library, TuningTimes within) {
    this.library = library;
    this.within = within;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendReport report() {
    Map<Precision, String> precisions = new EnumMap<>(Precision.class);
    precisions.put(Precision.FP32, null);
    precisions.put(Precision.TF32, "tf32 is a format of GPUs' tensor cores; choose fp32");
    precisions.put(Precision.BF16, library.whyNoBfloat16());
    precisions.put(Precision.FP16, "it is not built for the CPU; choose bf16 or fp32");
    return new BackendReport(
        NAME,
        "oneDNN " + library.version(),
        library.cpu()
            + ", "
            + library.instructions()
            + (VectorModule.available() ? " and Java's Vector API" : ""),
        precisions);
  }

  @Override
  public Set<Fusion> fusions(Precision precision) {
    return EnumSet.of(
        Fusion.CONVOLUTION_RELU,
        Fusion.DENSE_RELU,
        Fusion.BATCH_NORM_RELU,
        Fusion.ADD_RELU,
        Fusion.RELU_GRADIENT_AFTER_MAX_POOLING,
        Fusion.CONVOLUTION_ACTIVATION,
        Fusion.DENSE_ACTIVATION,
        Fusion.ACTIVATION_AFTER_MAX_POOLING);
  }

  @Override
  public Tuning tune(Plan plan, Precision precision) {
    report().require(precision);
    return new Tuning(
        NAME, TuningKey.of(library, precision, plan).text(), Tuner.tune(plan, precision, within));
  }

  /** 2: pooled gradients without a ReLU. */
  @Override
  public int tuningRevision() {
    return 2;
  }

  @Override
  public Tuning transfer(Tuning tuning, Plan plan, Precision precision) {
    OpenMp.useOneThread();
    ElementType type = OneDnnExecutable.activationType(precision);
    return new Tuning(
        NAME,
        TuningKey.of(library, precision, plan).text(),
        Candidates.fitted(plan, type, tuning.choices()));
  }

  @Override
  public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    report().require(precision);
    TuningKey.of(library, precision, plan).requireFits(tuning);
    return OneDnnExecutable.compile(plan, precision, tuning, rule);
  }

  /** Nothing to do: executables own what they allocate, and the library stays loaded. */
  @Override
  public void close() {}
}
