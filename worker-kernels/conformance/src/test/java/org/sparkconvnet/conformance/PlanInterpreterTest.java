package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.plan.Fusion;

/** The suite on the interpreter in float32, also with every fusion by itself. */
class PlanInterpreterTest extends BackendConformance {
  @Override
  protected String name() {
    return PlanInterpreter.NAME;
  }

  @Override
  protected Backend backend() {
    return new PlanInterpreter();
  }

  @Override
  protected List<Set<Fusion>> fusionSets() {
    List<Set<Fusion>> sets = new ArrayList<>(super.fusionSets());
    for (Fusion fusion : Fusion.values()) {
      sets.add(Set.of(fusion));
    }
    return sets;
  }

  /** Without the lecture's network: for the interpreter's bits, small ones show as much. */
  @Override
  protected List<ConformanceCase> bitCases() {
    return cases().stream().filter(each -> each.network().input().elements() < 1000).toList();
  }
}
