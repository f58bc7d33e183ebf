package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.conformance.Requirements;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * bfloat16 activations with float32 master weights. Needs AVX-512: elsewhere these tests are
 * skipped with the reason, and {@code -Drequire=onednn-bf16} makes that a failure.
 */
final class Bfloat16Test {
  @Test
  void theReportSaysWhyItIsMissing() {
    try (Backend backend = Backends.open("onednn")) {
      String why = backend.report().precisions().get(Precision.BF16);
      if (why != null) {
        assertTrue(why.contains(OneDnnLibrary.load().instructions()), why);
        Plan plan = plan(backend, Networks.lecture(), 4);
        BackendException e =
            assertThrows(
                BackendException.class,
                () -> backend.compile(plan, Precision.BF16, Tuning.none(OneDnnBackend.NAME)));
        assertTrue(e.getMessage().contains(why), e.getMessage());
      }
    }
  }

  @Test
  void trainsTheLectureNetworkAsFloat32Does() {
    try (Backend backend = opened()) {
      double start = lossAfter(backend, Networks.lecture(), Precision.BF16, 1);
      double full = lossAfter(backend, Networks.lecture(), Precision.FP32, 50);
      double half = lossAfter(backend, Networks.lecture(), Precision.BF16, 50);
      assertTrue(start - half > (start - full) / 2, start + " to " + half + ", not " + full);
    }
  }

  private static Backend opened() {
    Backend backend = Backends.open("onednn");
    String why = backend.report().precisions().get(Precision.BF16);
    if (why != null) {
      backend.close();
      Requirements.skip("onednn", Precision.BF16, why);
    }
    return backend;
  }

  private static Plan plan(Backend backend, Network network, int batch) {
    return Planner.plan(network, batch, Plan.Mode.TRAINING, backend.fusions(Precision.BF16));
  }

  /** The mean loss that the last of some steps on one minibatch saw. */
  private static double lossAfter(
      Backend backend, Network network, Precision precision, int steps) {
    Tuning tuning = Tuning.none(OneDnnBackend.NAME);
    try (Session session = new Session(backend, network, 16, 1, tuning, precision)) {
      session.train(steps);
      Executable executable = session.executable();
      return executable.lossSum() / executable.plan().batch();
    }
  }
}
