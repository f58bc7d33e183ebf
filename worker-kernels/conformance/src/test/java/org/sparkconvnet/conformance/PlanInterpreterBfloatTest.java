package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Precision;

/** The suite in bfloat16: its tolerances fit a backend that rounds as it should. */
class PlanInterpreterBfloatTest extends BackendConformance {
  @Override
  protected String name() {
    return PlanInterpreter.NAME;
  }

  @Override
  protected Backend backend() {
    return new PlanInterpreter();
  }

  @Override
  protected Precision precision() {
    return Precision.BF16;
  }

  /** Rounding does not touch what these check, and float32 runs all of them. */
  @Override
  protected List<ConformanceCase> bitCases() {
    return ConformanceCases.smallNetworks();
  }
}
