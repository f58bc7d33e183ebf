package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cudart.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The runtime's and the driver's stand-ins, and the controls of all. */
class StandInsTest {

  @BeforeAll
  static void load() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
  }

  @AfterEach
  void resetControls() {
    if (StandIns.available()) {
      StandInControls.reset();
    }
  }

  @Test
  void librariesTellTheirVersions() {
    int[] version = new int[1];
    int[] minor = new int[1];
    assertEquals(0, cudaRuntimeGetVersion(version));
    assertEquals(13010, version[0]);
    assertEquals(0, cudaDriverGetVersion(version));
    assertEquals(13010, version[0]);
    assertEquals(91900, cudnn.cudnnGetVersion());
    assertEquals(0, nvrtc.nvrtcVersion(version, minor));
    assertEquals("13.1", version[0] + "." + minor[0]);
    assertEquals(0, cublas.cublasGetVersion_v2(null, version));
    assertEquals(130200, version[0]);
  }

  @Test
  void deviceTellsItsNameAndSize() {
    int[] value = new int[1];
    assertEquals(0, cudaGetDeviceCount(value));
    assertEquals(1, value[0]);
    assertEquals(0, cudaSetDevice(0));
    assertEquals(cudaErrorInvalidDevice, cudaSetDevice(1));
    assertEquals(0, cudaDeviceGetAttribute(value, cudaDevAttrMultiProcessorCount, 0));
    assertEquals(132, value[0]);
    assertEquals(0, cudaDeviceGetAttribute(value, cudaDevAttrComputeCapabilityMajor, 0));
    assertEquals(9, value[0]);
    assertEquals(0, cuInit(0));
    byte[] name = new byte[64];
    assertEquals(0, cuDeviceGetName(name, name.length, 0));
    assertTrue(new String(name).startsWith("CPU stand-in"));
  }

  @Test
  void memoryIsCountedAndStartsAsNaN() {
    long before = freeBytes();
    try (DeviceFloats floats = new DeviceFloats(1000)) {
      assertEquals(before - 4000, freeBytes());
      for (float value : floats.get()) {
        assertTrue(Float.isNaN(value));
      }
    }
    assertEquals(before, freeBytes());
  }

  @Test
  void copiesRoundTripAndRefuseWhatLeavesAnAllocation() {
    float[] values = DeviceFloats.random(1001, 1);
    try (DeviceFloats first = new DeviceFloats(values);
        DeviceFloats second = new DeviceFloats(1001);
        FloatPointer host = new FloatPointer(1001L)) {
      assertEquals(
          0, cudaMemcpy(second.pointer(), first.pointer(), 4004, cudaMemcpyDeviceToDevice));
      assertArrayEquals(values, second.get());
      assertEquals(0, cudaMemsetAsync(second.pointer(), 0, 4004, null));
      assertArrayEquals(new float[1001], second.get());
      assertEquals(
          cudaErrorInvalidValue, cudaMemcpy(first.pointer(), host, 4008, cudaMemcpyHostToDevice));
      assertEquals(
          cudaErrorInvalidValue, cudaMemcpy(first.pointer(), host, 4004, cudaMemcpyDeviceToHost));
      assertEquals(cudaErrorInvalidValue, cudaMemcpy(host, host, 4, cudaMemcpyDeviceToHost));
      assertEquals(cudaErrorInvalidValue, cudaMemsetAsync(first.pointer(), 0, 4005, null));
      assertEquals(cudaErrorInvalidValue, cudaFree(host));
    }
  }

  @Test
  void captureRecordsAndAGraphReplays() {
    CUstream_st stream = stream();
    try (DeviceFloats floats = new DeviceFloats(new float[] {1, 2});
        FloatPointer host = new FloatPointer(5f, 6f)) {
      assertEquals(0, cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
      assertEquals(0, cudaMemcpyAsync(floats.pointer(), host, 8, cudaMemcpyHostToDevice, stream));
      CUgraph_st graph = new CUgraph_st();
      assertEquals(0, cudaStreamEndCapture(stream, graph));
      assertArrayEquals(new float[] {1, 2}, floats.get());
      CUgraphExec_st executable = new CUgraphExec_st();
      assertEquals(0, cudaGraphInstantiate(executable, graph, 0));
      assertEquals(0, cudaGraphDestroy(graph));
      host.put(0, 7);
      assertEquals(0, cudaGraphLaunch(executable, stream));
      assertArrayEquals(new float[] {7, 6}, floats.get());
      assertEquals(0, cudaGraphExecDestroy(executable));
    }
    assertEquals(0, cudaStreamDestroy(stream));
  }

  @Test
  void callsThatMayNotBeCapturedSpoilTheCapture() {
    CUstream_st stream = stream();
    assertEquals(0, cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    assertEquals(cudaErrorStreamCaptureUnsupported, cudaMalloc(new Pointer(), 4));
    assertEquals(cudaErrorStreamCaptureInvalidated, cudaStreamEndCapture(stream, new CUgraph_st()));
    assertEquals(0, cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    assertEquals(cudaErrorStreamCaptureUnsupported, cudaStreamSynchronize(stream));
    assertEquals(cudaErrorStreamCaptureInvalidated, cudaStreamEndCapture(stream, new CUgraph_st()));
    assertEquals(0, cudaStreamDestroy(stream));
  }

  @Test
  void eventsMeasureTime() {
    CUevent_st start = new CUevent_st();
    CUevent_st end = new CUevent_st();
    float[] milliseconds = new float[1];
    assertEquals(0, cudaEventCreate(start));
    assertEquals(0, cudaEventCreate(end));
    assertEquals(cudaErrorInvalidResourceHandle, cudaEventElapsedTime(milliseconds, start, end));
    assertEquals(0, cudaEventRecord(start, null));
    assertEquals(0, cudaEventRecord(end, null));
    assertEquals(0, cudaEventSynchronize(end));
    assertEquals(0, cudaEventElapsedTime(milliseconds, start, end));
    assertTrue(milliseconds[0] >= 0);
    assertEquals(0, cudaEventDestroy(start));
    assertEquals(0, cudaEventDestroy(end));
  }

  @Test
  void errorsHaveNames() {
    assertEquals("cudaErrorMemoryAllocation", cudaGetErrorName(2).getString());
    assertEquals("out of memory", cudaGetErrorString(2).getString());
    BytePointer name = new BytePointer();
    assertEquals(0, cuGetErrorName(CUDA_ERROR_OUT_OF_MEMORY, name));
    assertEquals("CUDA_ERROR_OUT_OF_MEMORY", name.getString());
    assertEquals("CUBLAS_STATUS_NOT_SUPPORTED", cublas.cublasGetStatusName(15).getString());
    assertEquals("CUDNN_STATUS_NOT_SUPPORTED", cudnn.cudnnGetErrorString(3000).getString());
  }

  @Test
  void controlsCountFailAndSilence() {
    StandInControls.reset();
    StandInControls.fail("cudaMalloc", 2, cudaErrorMemoryAllocation);
    Pointer memory = new Pointer();
    Pointer none = new Pointer();
    assertEquals(0, cudaMalloc(memory, 8));
    assertEquals(cudaErrorMemoryAllocation, cudaMalloc(none, 8));
    assertTrue(none.isNull());
    assertEquals(2, StandInControls.calls("cudaMalloc"));
    assertEquals(0, StandInControls.calls("cudaFree"));
    StandInControls.doNothing("cudaFree");
    assertEquals(0, cudaFree(memory));
    StandInControls.reset();
    assertEquals(0, StandInControls.calls("cudaMalloc"));
    assertEquals(0, cudaFree(memory));
    assertEquals(cudaErrorInvalidValue, cudaFree(memory));
  }

  private static CUstream_st stream() {
    CUstream_st stream = new CUstream_st();
    assertEquals(0, cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking));
    return stream;
  }

  private static long freeBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      assertEquals(0, cudaMemGetInfo(free, total));
      return free.get();
    }
  }
}
