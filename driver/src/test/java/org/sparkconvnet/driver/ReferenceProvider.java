package org.sparkconvnet.driver;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendProvider;
import org.sparkconvnet.conformance.PlanInterpreter;

/** Lets tests train with the plan interpreter, as {@code reference}. */
public final class ReferenceProvider implements BackendProvider {
  @Override
  public String name() {
    return PlanInterpreter.NAME;
  }

  @Override
  public Backend open() {
    return new PlanInterpreter();
  }
}
