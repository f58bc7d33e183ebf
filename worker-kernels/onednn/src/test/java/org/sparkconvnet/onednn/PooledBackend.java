package org.sparkconvnet.onednn;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;

/** The backend, with pooled gradients wherever a plan can have them. */
final class PooledBackend implements Backend {
  private final Backend backend = Backends.open(OneDnnBackend.NAME);

  /** {@code tuning} with every choice of pooled gradients that the plan allows. */
  static Tuning pooled(Plan plan, Tuning tuning) {
    Map<String, String> choices = new HashMap<>(tuning.choices());
    PooledChain.of(plan).forEach(chain -> choices.put(chain.pooling().name(), "pooled"));
    return new Tuning(tuning.backend(), tuning.key(), choices);
  }

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

  /** Decides too: timing is tested elsewhere. */
  @Override
  public Tuning tune(Plan plan, Precision precision) {
    return pooled(plan, Tuning.none(name()));
  }

  @Override
  public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
    return backend.compile(plan, precision, pooled(plan, tuning), rule);
  }

  @Override
  public void close() {
    backend.close();
  }
}
