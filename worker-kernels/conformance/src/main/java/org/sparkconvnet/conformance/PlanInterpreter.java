package org.sparkconvnet.conformance;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;

/**
 * A backend in plain Java that runs a plan op by op, in double, rounding each tensor to the
 * precision when it is stored. It proves planner and conformance suite without native code: it
 * supports every fusion, holds its tensors where the plan's arena puts them, and refuses to read
 * what this step has not written or has overwritten. Not for users: found by no ServiceLoader.
 */
public final class PlanInterpreter implements Backend {
  /** Its name. */
  public static final String NAME = "reference";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendReport report() {
    Map<Precision, String> precisions = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      precisions.put(precision, null);
    }
    return new BackendReport(NAME, "plan interpreter", "Java virtual machine", precisions);
  }

  @Override
  public Set<Fusion> fusions(Precision precision) {
    return EnumSet.allOf(Fusion.class);
  }

  @Override
  public Tuning tune(Plan plan, Precision precision) {
    return Tuning.none(NAME);
  }

  @Override
  public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    if (!tuning.backend().equals(NAME)) {
      throw new BackendException(
          "backend '" + NAME + "' was given a tuning of backend '" + tuning.backend() + "'");
    }
    return new InterpretedPlan(plan, precision, rule);
  }

  @Override
  public void close() {}
}
