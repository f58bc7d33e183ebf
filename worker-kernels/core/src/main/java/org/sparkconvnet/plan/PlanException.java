package org.sparkconvnet.plan;

/** A plan that breaks one of its own rules: always a defect of the planner, never of the user. */
public final class PlanException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }
}
