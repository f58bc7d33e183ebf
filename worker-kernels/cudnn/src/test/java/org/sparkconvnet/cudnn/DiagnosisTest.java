package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.cudnn.standins.StandInControls;
import org.sparkconvnet.cudnn.standins.StandIns;

/** Each thing that may be wrong with a machine is told as that, with what to do about it. */
final class DiagnosisTest {
  private static final BackendOptions DEBUG = BackendOptions.DEFAULT.withDebug(true);
  private static final int OUT_OF_MEMORY = 2;
  private static final int ILLEGAL_ADDRESS = 700;

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

  /** What the machine answers, and what is said then. */
  @ParameterizedTest
  @CsvSource({
    "device count, 0, finds no GPU, --backend onednn",
    "driver version, 12040, knows CUDA 12.4, install a newer driver",
    "driver version, 0, no NVIDIA driver is loaded, install a newer driver",
    "cudnn version, 80905, 'built for cuDNN 9', install cuDNN 9",
    "cudnn runtime version, 12080, cuDNN 9.19.0 is made for CUDA 12, for CUDA 13",
    "cublas major, 12, is made for CUDA 12, LD_LIBRARY_PATH",
    "nvrtc major, 12, NVRTC 12.1 is made for CUDA 12, LD_LIBRARY_PATH",
    "attribute 75, 6, compute capability 6.0, compiles for sm_75 sm_80",
    "attribute 75, 14, compute capability 14.0, compiles for sm_75 sm_80"
  })
  void aMachineThatDoesNotDoIsToldWhyNot(
      String question, long answer, String words, String remedy) {
    StandInControls.answer(question, answer);
    String said = assertThrows(BackendException.class, DiagnosisTest::open).getMessage();
    assertTrue(said.contains(words), said);
    assertTrue(said.contains(remedy), said);
    assertEquals(1, said.lines().count(), said);
  }

  /** Statuses of the first call to the runtime, of libraries and of launches. */
  @ParameterizedTest
  @CsvSource({
    "cudaGetDeviceCount, 803, restart the machine",
    "cudaGetDeviceCount, 46, another process holds the GPU",
    "cudnnCreate, 1002, libcudnn*.so.9",
    "cudnnCreate, 1008, libcudnn*.so.9",
    "cuLaunchKernel, 701, does not take a launch of that size",
    "cuLaunchKernel, 9, does not take a launch of that size",
    "cuModuleLoadData, 209, another architecture",
    "cudaStreamSynchronize, 214, lost to this process"
  })
  void aStatusComesWithItsRemedy(String call, int status, String remedy) {
    StandInControls.fail(call, 1, status);
    String said =
        assertThrows(BackendException.class, () -> step(BackendOptions.DEFAULT)).getMessage();
    assertTrue(said.contains(remedy), said);
    assertTrue(said.contains("(status " + status + ")"), said);
  }

  /** All allocations of device and pinned memory that a step's executable makes. */
  @ParameterizedTest
  @ValueSource(strings = {"cudaMalloc", "cudaMallocHost"})
  void memoryThatIsFullAtAnyAllocationIsToldSo(String call) {
    step(BackendOptions.DEFAULT);
    long allocations = StandInControls.calls(call);
    assertTrue(allocations > 0);
    for (int which = 1; which <= allocations; which++) {
      StandInControls.reset();
      StandInControls.fail(call, which, OUT_OF_MEMORY);
      String said =
          assertThrows(BackendException.class, () -> step(BackendOptions.DEFAULT)).getMessage();
      assertTrue(said.contains("allocating "), said);
      assertTrue(said.contains("CPU stand-in for a GPU"), said);
      assertTrue(said.contains("smaller --batch"), said);
    }
  }

  @Test
  void aLostDeviceStaysLostAndIsGivenBackWithoutAnotherError() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      Steps.gradients(backend, 1);
      StandInControls.lose(ILLEGAL_ADDRESS);
      for (int again = 0; again < 2; again++) {
        String said =
            assertThrows(BackendException.class, () -> Steps.gradients(backend, 1)).getMessage();
        assertTrue(said.contains("lost to this process"), said);
        assertTrue(said.contains("--resume") && said.contains("--cuda-debug"), said);
      }
      StandInControls.reset();
    }
  }

  /** cuBLAS and cuDNN say only that they failed; CUDA knows why. */
  @Test
  void theErrorBehindALibrarysIsNamed() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      StandInControls.fail("cublasSgemm_v2", 1, 13);
      StandInControls.fail("cudaPeekAtLastError", 1, ILLEGAL_ADDRESS);
      String said =
          assertThrows(BackendException.class, () -> Steps.gradients(backend, 1)).getMessage();
      assertTrue(said.contains("behind it CUDA: cudaErrorIllegalAddress"), said);
    }
  }

  /** Each call's own failure while it runs is told as that call's, whichever it is. */
  @Test
  void debuggingNamesTheCallThatWentWrong() {
    List<String> calls = new ArrayList<>();
    try (Backend backend = Backends.open(CudnnBackend.NAME, DEBUG)) {
      CudaProgram program = Lowering.lower(Steps.plan(backend), Precision.FP32);
      program.forward().forEach(call -> calls.add(call.toString()));
      program.backward().forEach(call -> calls.add(call.toString()));
      int copies = copiesBeforeTheStep(backend);
      for (int which = 1; which <= calls.size(); which += 5) {
        StandInControls.reset();
        StandInControls.failWork(copies + which, ILLEGAL_ADDRESS);
        String said =
            assertThrows(BackendException.class, () -> Steps.gradients(backend, 1)).getMessage();
        assertTrue(said.contains("while it ran, " + calls.get(which - 1) + " failed"), said);
      }
    }
  }

  /** Pieces of work from the writing of the weights to the first call of a step. */
  private static int copiesBeforeTheStep(Backend backend) {
    StandInControls.reset();
    Steps.gradients(backend, 1);
    // Behind the step's calls only the gradients are read.
    return Math.toIntExact(StandInControls.calls("cudaMemcpyAsync")) - 1;
  }

  @Test
  void withoutDebuggingTheWayToItIsTold() {
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      StandInControls.failWork(20, ILLEGAL_ADDRESS);
      String said =
          assertThrows(BackendException.class, () -> Steps.gradients(backend, 1)).getMessage();
      assertTrue(said.contains("one of the calls since the last wait"), said);
      assertTrue(said.contains("--cuda-debug"), said);
    }
  }

  /** The same bits, without a graph, and a wait for each call. */
  @Test
  void debuggingChangesNoBits() {
    float[] plain;
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      plain = Steps.gradients(backend, 3);
    }
    StandInControls.reset();
    try (Backend backend = Backends.open(CudnnBackend.NAME, DEBUG)) {
      assertArrayEquals(plain, Steps.gradients(backend, 3));
    }
    assertEquals(0, StandInControls.calls("cudaGraphLaunch"));
    long waits = StandInControls.calls("cudaStreamSynchronize");
    long launches = StandInControls.calls("cuLaunchKernel");
    assertTrue(waits > launches, () -> waits + " waits for " + launches + " launches");
  }

  @Test
  void detailsNameDeviceDriverAndLibraries() {
    try (Backend backend = open()) {
      String details = backend.details().toString();
      for (String words :
          List.of("sm_90", "GiB", "13.1", "cuDNN", "9.19.0", "cuBLAS", "NVRTC", "CPU stand-in")) {
        assertTrue(details.contains(words), () -> words + " is not in " + details);
      }
      assertFalse(details.contains("null"), details);
    }
  }

  private static Backend open() {
    return Backends.open(CudnnBackend.NAME);
  }

  private static void step(BackendOptions options) {
    try (Backend backend = Backends.open(CudnnBackend.NAME, options)) {
      Steps.gradients(backend, 1);
    }
  }
}
