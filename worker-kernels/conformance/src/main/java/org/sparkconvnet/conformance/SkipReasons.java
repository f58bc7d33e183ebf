package org.sparkconvnet.conformance;

import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Prints a line for each test or class of tests that is skipped, with the reason: Maven's own
 * output has only their number. JUnit finds it by itself in every module that has this one on its
 * class path.
 */
public final class SkipReasons implements TestWatcher, AfterAllCallback {
  private final PrintStream out;

  /** Prints where tests print. */
  public SkipReasons() {
    this(System.out);
  }

  SkipReasons(PrintStream out) {
    this.out = out;
  }

  /** An assumption of a whole class that did not hold. */
  @Override
  public void afterAll(ExtensionContext context) {
    context
        .getExecutionException()
        .filter(TestAbortedException.class::isInstance)
        .ifPresent(cause -> print(context, cause.getMessage()));
  }

  /** An assumption of one test that did not hold. */
  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    print(context, cause == null ? null : cause.getMessage());
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    print(context, reason.orElse(null));
  }

  private void print(ExtensionContext context, String reason) {
    String type = context.getTestClass().map(Class::getSimpleName).orElse("");
    String name = context.getDisplayName();
    out.printf(
        "SKIPPED %s: %s%n",
        name.equals(type) ? type : type + ", " + name, reason == null ? "no reason given" : reason);
  }
}
