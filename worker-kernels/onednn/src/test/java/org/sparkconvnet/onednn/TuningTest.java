package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;

/** Choices: what tuning records, and what compiling makes of records that do not fit. */
final class TuningTest {
  @Test
  void recordsAChoiceForEveryConvolution() {
    try (Backend backend = Backends.open("onednn")) {
      Plan plan = Session.plan(backend, Networks.everyKind(), 4);
      Tuning tuning = backend.tune(plan, Precision.FP32);
      assertEquals(OneDnnBackend.NAME, tuning.backend());
      for (String op : new String[] {"conv.forward", "left.backward_data", "right.forward"}) {
        assertTrue(tuning.choices().containsKey(op), tuning.choices().toString());
      }
      assertEquals(
          tuning.choices().get("left.backward_data"), tuning.choices().get("right.backward_data"));
      try (Session session = new Session(backend, Networks.everyKind(), 4, 1, tuning)) {
        session.step(0);
        assertTrue(Double.isFinite(session.executable().lossSum()));
      }
    }
  }

  @Test
  void choicesFitOtherMinibatches() {
    try (Backend backend = Backends.open("onednn")) {
      ElementType type = ElementType.F32;
      List<Candidates.Group> groups =
          Candidates.of(Session.plan(backend, Networks.everyKind(), 64), type);
      for (int rank = 0; rank < 4; rank++) {
        Map<String, String> choices = new HashMap<>();
        for (Candidates.Group group : groups) {
          String choice = group.choice(Choice.Form.NHWC, rank).text();
          group.ops().forEach(op -> choices.put(op, choice));
        }
        for (int batch : new int[] {1, 2, 17, 64}) {
          Plan plan = Session.plan(backend, Networks.everyKind(), batch);
          Map<String, String> fitted = Candidates.fitted(plan, type, choices);
          assertEquals(choices.get("conv.forward"), fitted.get("conv.forward"));
          Tuning tuning = new Tuning(OneDnnBackend.NAME, "", fitted);
          backend.compile(plan, Precision.FP32, tuning).close();
        }
      }
    }
  }

  @Test
  void aTuningOfAnotherPlanIsRefused() {
    try (Backend backend = Backends.open("onednn")) {
      OneDnnLibrary library = OneDnnLibrary.load();
      String key =
          TuningKey.of(library, Precision.FP32, Session.plan(backend, Networks.everyKind(), 5))
              .text();
      refused(backend, new Tuning(OneDnnBackend.NAME, key, Map.of()), "was made for");
    }
  }

  @Test
  void aTuningFromAnotherProcessorWithTheSameKernelsFits() {
    try (Backend backend = Backends.open("onednn")) {
      OneDnnLibrary library = OneDnnLibrary.load();
      OneDnnLibrary elsewhere =
          new OneDnnLibrary(library.version(), "another processor", library.instructions());
      Plan plan = Session.plan(backend, Networks.everyKind(), 4);
      String key = TuningKey.of(elsewhere, Precision.FP32, plan).text();
      Tuning tuning = new Tuning(OneDnnBackend.NAME, key, Map.of());
      try (Session session = new Session(backend, Networks.everyKind(), 4, 1, tuning)) {
        session.step(0);
      }
    }
  }

  @Test
  void anotherBackendsTuningIsRefused() {
    try (Backend backend = Backends.open("onednn")) {
      refused(backend, Tuning.none("other"), "'other'");
    }
  }

  @Test
  void choicesThatMeanNothingAreRefused() {
    try (Backend backend = Backends.open("onednn")) {
      refused(backend, choosing("sideways"), "conv.forward");
      refused(backend, choosing("any no-such:kernel"), "no-such:kernel");
    }
  }

  private static Tuning choosing(String choice) {
    return new Tuning(OneDnnBackend.NAME, "", Map.of("conv.forward", choice));
  }

  private static void refused(Backend backend, Tuning tuning, String because) {
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> new Session(backend, Networks.everyKind(), 4, 1, tuning).close());
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }
}
