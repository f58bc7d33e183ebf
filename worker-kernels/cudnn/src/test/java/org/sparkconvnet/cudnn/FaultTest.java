package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.cudnn.standins.StandInControls;
import org.sparkconvnet.cudnn.standins.StandIns;

/** What happens where a CUDA library refuses a call: an exception that names it, and no leak. */
final class FaultTest {
  private static final int OUT_OF_MEMORY = 2;
  private static final int LAUNCH_FAILURE = 719;
  private static final int NO_DEVICE = 100;
  private static final int DRIVER_TOO_OLD = 35;
  private static final int EXECUTION_FAILED = 5000;

  @BeforeAll
  static void standIns() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
    StandInControls.reset();
  }

  @AfterEach
  void reset() {
    StandInControls.reset();
  }

  @Test
  void aFailedAllocationSaysHowMuchWasAsked() {
    try (Backend backend = open()) {
      StandInControls.fail("cudaMalloc", 1, OUT_OF_MEMORY);
      String said = assertThrows(BackendException.class, () -> step(backend)).getMessage();
      assertTrue(said.contains("allocating") && said.contains("MB for network"), said);
      assertTrue(said.contains("(status 2)"), said);
    }
  }

  @Test
  void noDeviceAndAnOldDriverAreToldApart() {
    StandInControls.fail("cudaGetDeviceCount", 1, NO_DEVICE);
    String none = assertThrows(BackendException.class, FaultTest::open).getMessage();
    StandInControls.fail("cudaGetDeviceCount", 1, DRIVER_TOO_OLD);
    String old = assertThrows(BackendException.class, FaultTest::open).getMessage();
    assertTrue(none.contains("looking for a GPU") && none.contains("finds no GPU"), none);
    assertTrue(old.contains("looking for a GPU") && old.contains("too old"), old);
  }

  /** The message names the library and the op. */
  @ParameterizedTest
  @CsvSource({
    "cuLaunchKernel, " + LAUNCH_FAILURE + ", launch of ",
    "cublasSgemm_v2, 13, product hidden.forward",
    "cudnnConvolutionForward, " + EXECUTION_FAILED + ", for conv.forward",
    "cudnnConvolutionBackwardData, " + EXECUTION_FAILED + ", .backward_data",
    "cudnnConvolutionBackwardFilter, " + EXECUTION_FAILED + ", .backward_weights",
    "cudaStreamSynchronize, " + LAUNCH_FAILURE + ", one of the calls since the last wait",
    "cudaMemcpyAsync, " + LAUNCH_FAILURE + ", copying "
  })
  void aRefusedCallIsNamed(String call, int status, String words) {
    try (Backend backend = open()) {
      StandInControls.fail(call, 1, status);
      String said = assertThrows(BackendException.class, () -> step(backend)).getMessage();
      assertTrue(said.contains("status " + status), said);
      assertTrue(said.contains(words), said);
    }
  }

  /** Whichever call of building and stepping fails, everything that was made is given back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cudaMalloc",
        "cudaMallocHost",
        "cudaStreamCreateWithFlags",
        "cublasCreate_v2",
        "cudnnCreate",
        "cudnnSetTensor4dDescriptorEx",
        "cudnnSetFilter4dDescriptor",
        "cuModuleLoadData",
        "cuModuleGetFunction",
        "cuLaunchKernel",
        "cudaMemcpyAsync"
      })
  void nothingLeaksWhateverFails(String call) {
    for (int which : List.of(1, 2, 5)) {
      StandInControls.reset();
      try (Backend backend = open()) {
        StandInControls.reset();
        StandInControls.fail(call, which, OUT_OF_MEMORY);
        try {
          step(backend);
        } catch (BackendException refused) {
          assertFalse(refused.getMessage().isEmpty());
        }
      }
      String where = call + " number " + which;
      balanced("cudaMalloc", "cudaFree", call, where);
      balanced("cudaMallocHost", "cudaFreeHost", call, where);
      balanced("cudaStreamCreateWithFlags", "cudaStreamDestroy", call, where);
      balanced("cublasCreate_v2", "cublasDestroy_v2", call, where);
      balanced("cudnnCreate", "cudnnDestroy", call, where);
    }
  }

  /** A call that failed made nothing, so it has no counterpart. */
  private static void balanced(String make, String free, String failing, String where) {
    long made = StandInControls.calls(make);
    long freed = StandInControls.calls(free);
    boolean mayMiss = make.equals(failing);
    assertTrue(
        freed == made || mayMiss && freed == made - 1,
        () -> where + ": " + made + " " + make + ", " + freed + " " + free);
  }

  /** Where a library's call does nothing, numbers are wrong: the conformance suite would see it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuLaunchKernel",
        "cublasSgemm_v2",
        "cudnnConvolutionForward",
        "cudnnConvolutionBiasActivationForward",
        "cudnnConvolutionBackwardData",
        "cudnnConvolutionBackwardFilter",
        "cudaMemcpyAsync"
      })
  void everyCallMatters(String call) {
    try (Backend backend = open()) {
      float[] right = step(backend);
      StandInControls.doNothing(call);
      float[] wrong = step(backend);
      assertFalse(Arrays.equals(right, wrong), call);
    }
  }

  /** The first step is given call by call, the second recorded, the third replayed. */
  @Test
  void replayedStepsGiveTheSameBits() {
    try (Backend backend = open()) {
      StandInControls.reset();
      float[] first = steps(backend, 1);
      assertEquals(0, StandInControls.calls("cudaGraphLaunch"));
      float[] third = steps(backend, 3);
      assertEquals(2, StandInControls.calls("cudaGraphLaunch"));
      assertEquals(1, StandInControls.calls("cudaStreamBeginCapture"));
      assertArrayEquals(first, third);
    }
  }

  @Test
  void aCallThatCannotBeRecordedIsNamed() {
    try (Backend backend = open()) {
      StandInControls.fail("cudaStreamEndCapture", 1, LAUNCH_FAILURE);
      String said = assertThrows(BackendException.class, () -> steps(backend, 2)).getMessage();
      assertTrue(said.contains("recording a graph of "), said);
    }
  }

  @Test
  void theSameStepGivesTheSameBits() {
    try (Backend backend = open()) {
      assertArrayEquals(step(backend), step(backend));
    }
  }

  private static Backend open() {
    return Backends.open(CudnnBackend.NAME);
  }

  /** Gradients of one step on fixed images. */
  private static float[] step(Backend backend) {
    return steps(backend, 1);
  }

  private static float[] steps(Backend backend, int count) {
    return Steps.gradients(backend, count);
  }
}
