package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.conformance.ConformanceSeed;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.random.RandomStream;

/**
 * The backend, running every op in one of the ways a tuning may choose, drawn from the run's seed
 * and the plan: the same plan is always compiled alike.
 */
final class RandomChoicesBackend implements Backend {
  private final Backend backend = Backends.open(OneDnnBackend.NAME);

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public BackendReport report() {
    return backend.report();
  }

  @Override
  public Set<Fusion> fusions(Precision precision) {
    return backend.fusions(precision);
  }

  /** Draws too: timing is tested elsewhere. */
  @Override
  public Tuning tune(Plan plan, Precision precision) {
    return new Tuning(name(), "", drawn(plan, precision));
  }

  @Override
  public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    boolean given = !tuning.backend().equals(name());
    return backend.compile(plan, precision, given ? tuning : tune(plan, precision), rule);
  }

  @Override
  public void close() {
    backend.close();
  }

  private static Map<String, String> drawn(Plan plan, Precision precision) {
    RandomStream random = new RandomStream(ConformanceSeed.of(plan.print()));
    Map<String, String> choices = new HashMap<>();
    for (Candidates.Group group : Candidates.of(plan, OneDnnExecutable.activationType(precision))) {
      List<Choice> all = new ArrayList<>(group.choices());
      Choice choice = all.get(random.nextInt(all.size()));
      group.ops().forEach(op -> choices.put(op, choice.text()));
    }
    return choices;
  }
}
