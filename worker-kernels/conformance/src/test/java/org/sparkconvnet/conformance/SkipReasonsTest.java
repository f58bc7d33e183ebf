package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

class SkipReasonsTest {
  private static Optional<String> detects = Optional.empty();

  @RegisterExtension
  static final BeforeAllCallback SETTINGS =
      context ->
          detects =
              context.getConfigurationParameter("junit.jupiter.extensions.autodetection.enabled");

  @Test
  void namesTheTestAndTheReason() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    SkipReasons reasons = new SkipReasons(out);
    TestAbortedException aborted = new TestAbortedException("Assumption failed: no g++");
    reasons.testAborted(context("trains()", null), aborted);
    reasons.testDisabled(context("trains()", null), Optional.empty());
    reasons.afterAll(context("SkipReasonsTest", aborted));
    reasons.afterAll(context("SkipReasonsTest", new IllegalStateException("failed")));
    reasons.afterAll(context("SkipReasonsTest", null));
    assertEquals(
        """
        SKIPPED SkipReasonsTest, trains(): Assumption failed: no g++
        SKIPPED SkipReasonsTest, trains(): no reason given
        SKIPPED SkipReasonsTest: Assumption failed: no g++
        """,
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void junitFindsItByItself() {
    assertEquals(Optional.of("true"), detects);
    assertEquals(
        1,
        ServiceLoader.load(Extension.class).stream()
            .filter(found -> found.type() == SkipReasons.class)
            .count());
  }

  private static ExtensionContext context(String name, Throwable thrown) {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            ExtensionContext.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getTestClass" -> Optional.of(SkipReasonsTest.class);
                  case "getDisplayName" -> name;
                  case "getExecutionException" -> Optional.ofNullable(thrown);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
