package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.train.TrainingException;

/** Executors that cannot, or differ, are named. */
class ExecutorHardwareTest {
  private static ExecutorAnswer<String> answer(int executor, String hardware, String failure) {
    return new ExecutorAnswer<>(
        Integer.toString(executor), "10.0.0." + executor, hardware, failure);
  }

  @Test
  void executorsOfOneKindPass() {
    assertDoesNotThrow(
        () ->
            ExecutorHardware.require(
                List.of(answer(1, "x 1 on a", null), answer(2, "x 1 on a", null)), false));
  }

  @Test
  void anExecutorThatCannotIsNamed() {
    BackendException refused =
        assertThrows(
            BackendException.class,
            () ->
                ExecutorHardware.require(
                    List.of(answer(1, "x 1 on a", null), answer(2, null, "no GPU")), true));
    assertEquals("executor 2 on 10.0.0.2: no GPU", refused.getMessage());
  }

  @Test
  void executorsOfSeveralKindsAreRefusedUnlessAccepted() {
    List<ExecutorAnswer<String>> answers =
        List.of(
            answer(1, "x 1 on a", null), answer(2, "x 1 on b", null), answer(3, "x 1 on a", null));
    TrainingException refused =
        assertThrows(TrainingException.class, () -> ExecutorHardware.require(answers, false));
    assertEquals(
        "the executors differ: x 1 on a (executor 1 on 10.0.0.1, executor 3 on 10.0.0.3);"
            + " x 1 on b (executor 2 on 10.0.0.2): training could go on, but not bit for bit as on"
            + " one kind",
        refused.getMessage());
    assertDoesNotThrow(() -> ExecutorHardware.require(answers, true));
  }

  @Test
  void anExecutorThatComesLaterIsHeldToTheTunings() {
    Tunings tunings = new Tunings("x", "x 1", "a", List.of());
    Map<Precision, String> precisions = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      precisions.put(precision, null);
    }
    BackendReport same = new BackendReport("x", "x 1", "a", precisions);
    BackendReport other = new BackendReport("x", "x 2", "a", precisions);
    assertDoesNotThrow(() -> ExecutorHardware.requireSame(tunings, same, "h"));
    assertDoesNotThrow(() -> ExecutorHardware.requireSame(Tunings.none("x"), other, "h"));
    TrainingException refused =
        assertThrows(
            TrainingException.class, () -> ExecutorHardware.requireSame(tunings, other, "h"));
    assertEquals(
        "an executor on h has x 2 on a, and the run is tuned for x 1 on a: training could go on,"
            + " but not bit for bit as on one kind",
        refused.getMessage());
  }
}
