package org.sparkconvnet.onednn;

import java.util.List;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.conformance.BackendConformance;
import org.sparkconvnet.conformance.ConformanceCase;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** The suite with pooled gradients forced, on those of its cases that can have them. */
final class PooledConformanceTest extends BackendConformance {
  @Override
  protected String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  protected Backend backend() {
    return new PooledBackend();
  }

  @Override
  protected List<ConformanceCase> cases() {
    return super.cases().stream().filter(PooledConformanceTest::hasChain).toList();
  }

  private static boolean hasChain(ConformanceCase subject) {
    try (Backend backend = new PooledBackend()) {
      Plan plan =
          Planner.plan(
              subject.network(),
              subject.batch(),
              Plan.Mode.TRAINING,
              backend.fusions(Precision.FP32));
      return !PooledChain.of(plan).isEmpty();
    }
  }
}
