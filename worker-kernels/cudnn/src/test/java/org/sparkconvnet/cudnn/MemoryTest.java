package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.cudnn.standins.StandInControls;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/** Memory is known, and what does not fit is refused, before anything is allocated. */
final class MemoryTest {
  private static final Network NETWORK = Zoo.get("convnetjs-cifar10").network();
  private static final Tuning NONE = Tuning.none(CudnnBackend.NAME);
  private static final int BATCH = 40;

  @BeforeAll
  static void standIns() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
  }

  @AfterEach
  void reset() {
    StandInControls.reset();
  }

  @Test
  void whatIsPlannedIsWhatIsAllocated() {
    try (Backend backend = Backends.open(CudnnBackend.NAME);
        Executable executable = backend.compile(plan(backend, BATCH), Precision.FP32, NONE)) {
      long held = ((CudnnExecutable) executable).deviceBytes();
      assertEquals(held, needed(backend, BATCH));
      assertTrue(executable.nativeBytes() > held, "pinned memory comes on top");
    }
  }

  @Test
  void theLargestMinibatchThatFitsIsNamedBeforeAnythingIsAllocated() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      long free = needed(backend, 29) + 100; // not enough for 30
      assertTrue(needed(backend, 30) > free);
      StandInControls.reset();
      StandInControls.answer("free bytes", free);
      String said = refusal(backend, BATCH);
      assertEquals(0, StandInControls.calls("cudaMalloc"));
      Matcher largest = Pattern.compile("largest minibatch that fits is (\\d+)").matcher(said);
      assertTrue(largest.find(), said);
      assertEquals("29", largest.group(1));
      assertTrue(said.contains("--batch 29") && said.contains("--micro-batch auto"), said);
      assertTrue(said.contains("arena ") && said.contains("workspace "), said);
      backend.compile(plan(backend, 29), Precision.FP32, NONE).close();
      refusal(backend, 30);
    }
  }

  @Test
  void whereNotEvenOneImageFitsThatIsSaid() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      StandInControls.answer("free bytes", 1000);
      String said = refusal(backend, BATCH);
      assertTrue(said.contains("not even one image fits"), said);
      assertEquals(0, largest(backend, BATCH, 1));
    }
  }

  /** Two trainers with two executables each for training and one for evaluation, really made. */
  @Test
  void trainersSideBySideFitWhatTheyWereGiven() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      long free = 4 * needed(backend, 20) + 2 * inference(backend, 20);
      StandInControls.answer("free bytes", free);
      assertEquals(20, largest(backend, BATCH, 2));
      assertEquals(15, largest(backend, 15, 2));
      assertTrue(largest(backend, BATCH, 1) > 20);
    }
  }

  /** Timing tries no algorithm whose workspace does not fit. */
  @Test
  void tuningTakesWhatFits() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      Plan plan = plan(backend, BATCH);
      long free = Math.round(1.05 * needed(backend, BATCH));
      StandInControls.answer("free bytes", free);
      Tuning tuning = backend.tune(plan, Precision.FP32);
      backend.compile(plan, Precision.FP32, tuning).close();
      assertTrue(total(backend.deviceMemory(plan, Precision.FP32, tuning)) <= free);
    }
  }

  private static Plan plan(Backend backend, int batch) {
    return Planner.plan(NETWORK, batch, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
  }

  private static long needed(Backend backend, int batch) {
    return total(backend.deviceMemory(plan(backend, batch), Precision.FP32, NONE));
  }

  private static long inference(Backend backend, int batch) {
    Plan plan = Planner.plan(NETWORK, batch, Plan.Mode.INFERENCE, backend.fusions(Precision.FP32));
    return total(backend.deviceMemory(plan, Precision.FP32, NONE));
  }

  private static long total(Map<String, Long> parts) {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String refusal(Backend backend, int batch) {
    return assertThrows(
            BackendException.class,
            () -> backend.compile(plan(backend, batch), Precision.FP32, NONE))
        .getMessage();
  }

  private static int largest(Backend backend, int most, int share) {
    return backend.largestMinibatch(NETWORK, Precision.FP32, Plan.Labelling.CLASSES, most, share);
  }
}
