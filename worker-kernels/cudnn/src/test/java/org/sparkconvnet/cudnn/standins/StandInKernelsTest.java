package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cudart.*;
import static org.bytedeco.cuda.global.nvrtc.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kernels that the NVRTC stand-in compiles and the driver's runs. */
class StandInKernelsTest {

  private static final String SOURCE =
      """
      // Adds; a plain loop over threads.
      extern "C" __global__ void scale(const float* __restrict__ from, float* __restrict__ to, float factor, int count) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        if (i < count) to[i] = factor * __ldg(from + i);
      }

      __device__ __forceinline__ float warpSum(float value) {
        for (int distance = 16; distance > 0; distance /= 2) value += __shfl_down_sync(0xffffffffu, value, distance);
        return value;
      }

      extern "C" __global__ void __launch_bounds__(256) blockSums(const float* from, float* to) {
        __shared__ float tile[256];
        tile[threadIdx.x] = from[blockIdx.x * 256 + threadIdx.x];
        __syncthreads();
        for (int half = 128; half > 0; half /= 2) {
          if (threadIdx.x < half) tile[threadIdx.x] += tile[threadIdx.x + half];
          __syncthreads();
        }
        if (threadIdx.x == 0) to[blockIdx.x] = tile[0];
      }

      extern "C" __global__ void warpSums(const float* from, float* to) {
        __shared__ float ofWarps[8];
        float sum = warpSum(from[blockIdx.x * 256 + threadIdx.x]);
        if (threadIdx.x % 32 == 0) ofWarps[threadIdx.x / 32] = sum;
        __syncthreads();
        if (threadIdx.x >= 32) return;
        sum = threadIdx.x < 8 ? ofWarps[threadIdx.x] : 0.0f;
        for (int mask = 4; mask > 0; mask /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, mask);
        if (threadIdx.x == 0) to[blockIdx.x] = sum;
      }

      extern "C" __global__ void dynamicReverse(float* values) {
        extern __shared__ float tile[];
        tile[threadIdx.x] = values[threadIdx.x];
        __syncthreads();
        values[threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
      }

      extern "C" __global__ void readsTooEarly(float* to) {
        __shared__ float tile[1];
        to[blockIdx.x] = tile[0];
        tile[0] = 1.0f;
      }

      extern "C" __global__ void lacksBarrier(const float* from, float* to) {
        __shared__ float tile[64];
        tile[threadIdx.x] = from[threadIdx.x];
        to[64 * blockIdx.x + threadIdx.x] = tile[threadIdx.x == 0 ? 0 : threadIdx.x - 1];
      }

      extern "C" __global__ void waitsForEver() {
        if (threadIdx.x == 0) __shfl_sync(0xffffffffu, 1, 0);
        else __syncthreads();
      }

      extern "C" __global__ void vectors(float4* values, unsigned int* count) {
        float4 value = values[threadIdx.x];
        values[threadIdx.x] = make_float4(value.w, value.z, max(value.y, 0.0f), rsqrtf(value.x));
        atomicAdd(count, 1u);
      }
      """;

  private static CUmod_st module;

  @BeforeAll
  static void compile() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
    module = new CUmod_st();
    try (BytePointer image = cubin(SOURCE)) {
      assertEquals(0, cuModuleLoadData(module, image));
    }
  }

  @Test
  void elementwiseKernelScales() {
    float[] values = DeviceFloats.random(1000, 1);
    try (DeviceFloats from = new DeviceFloats(values);
        DeviceFloats to = new DeviceFloats(1000);
        FloatPointer factor = new FloatPointer(3f);
        IntPointer count = new IntPointer(new int[] {1000})) {
      assertEquals(0, launch("scale", 8, 128, 0, address(from), address(to), factor, count));
      float[] expected = new float[1000];
      for (int i = 0; i < 1000; i++) {
        expected[i] = 3f * values[i];
      }
      assertArrayEquals(expected, to.get());
    }
  }

  @Test
  void sharedMemoryAndBarriersReduce() {
    assertArrayEquals(new float[] {32640, 98176, 163712}, sums("blockSums"));
  }

  @Test
  void shufflesReduce() {
    assertArrayEquals(new float[] {32640, 98176, 163712}, sums("warpSums"));
  }

  @Test
  void dynamicSharedMemoryHasTheLaunchsSize() {
    try (DeviceFloats values = new DeviceFloats(new float[] {1, 2, 3})) {
      assertEquals(0, launch("dynamicReverse", 1, 3, 12, address(values)));
      assertArrayEquals(new float[] {3, 2, 1}, values.get());
    }
  }

  @Test
  void sharedMemoryIsNaNAtEachBlocksStart() {
    try (DeviceFloats values = new DeviceFloats(new float[2])) {
      assertEquals(0, launch("readsTooEarly", 2, 1, 0, address(values)));
      assertArrayEquals(new float[] {Float.NaN, Float.NaN}, values.get());
    }
  }

  @Test
  void missingBarriersShow() {
    try (DeviceFloats from = new DeviceFloats(new float[64]);
        DeviceFloats to = new DeviceFloats(new float[128])) {
      assertEquals(0, launch("lacksBarrier", 2, 64, 0, address(from), address(to)));
      float[] values = to.get();
      assertTrue(Float.isNaN(values[1]) || Float.isNaN(values[65]));
    }
  }

  @Test
  void vectorsAndAtomics() {
    try (DeviceFloats values = new DeviceFloats(new float[] {4, -2, 3, 5});
        DeviceFloats count = new DeviceFloats(new float[1])) {
      assertEquals(0, launch("vectors", 1, 1, 0, address(values), address(count)));
      assertArrayEquals(new float[] {5, 3, 0, 0.5f}, values.get());
      assertEquals(1, Float.floatToIntBits(count.get()[0]));
    }
  }

  @Test
  void threadsThatWaitForEachOtherFailTheLaunch() {
    assertEquals(0, launch("waitsForEver", 1, 32, 0));
    assertEquals(cudaErrorLaunchFailure, cudaStreamSynchronize(null));
    assertEquals(0, cudaStreamSynchronize(null));
  }

  @Test
  void writesBehindAnAllocationAreFound() {
    try (DeviceFloats from = new DeviceFloats(new float[100]);
        DeviceFloats to = new DeviceFloats(99);
        FloatPointer factor = new FloatPointer(3f);
        IntPointer count = new IntPointer(new int[] {100})) {
      assertEquals(0, launch("scale", 1, 128, 0, address(from), address(to), factor, count));
      assertEquals(cudaErrorIllegalAddress, cudaStreamSynchronize(null));
    }
  }

  @Test
  void launchesThatCannotBeAreRefused() {
    assertEquals(CUDA_ERROR_INVALID_VALUE, launch("waitsForEver", 1, 1025, 0));
    assertEquals(CUDA_ERROR_INVALID_VALUE, launch("waitsForEver", 0, 1, 0));
    assertEquals(CUDA_ERROR_NOT_FOUND, cuModuleGetFunction(new CUfunc_st(), module, "missing"));
    try (BytePointer noImage = new BytePointer("nothing")) {
      assertEquals(CUDA_ERROR_INVALID_IMAGE, cuModuleLoadData(new CUmod_st(), noImage));
    }
  }

  @Test
  void compileErrorsStandInTheLog() {
    String undeclared = failingLog("extern \"C\" __global__ void k(float* a) { a[0] = missing; }");
    assertTrue(undeclared.startsWith("kernel.cu"), undeclared);
    assertTrue(undeclared.contains("missing"), undeclared);
    assertTrue(failingLog("\n__global__ void k() {}").startsWith("kernel.cu(2): error"));
    assertTrue(failingLog("extern \"C\" __global__ void k(int32_t* a) {}").contains("int32_t"));
  }

  private static float[] sums(String kernel) {
    float[] values = new float[768];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (DeviceFloats from = new DeviceFloats(values);
        DeviceFloats to = new DeviceFloats(3)) {
      assertEquals(0, launch(kernel, 3, 256, 0, address(from), address(to)));
      assertEquals(0, cudaStreamSynchronize(null));
      return to.get();
    }
  }

  /** A kernel's parameter that is a pointer. */
  private static Pointer address(DeviceFloats floats) {
    PointerPointer<Pointer> place =
        new PointerPointer<>(1); // not the constructor that copies a pointer
    return place.put(0, floats.pointer());
  }

  private static int launch(
      String kernel, int blocks, int threads, int sharedBytes, Pointer... parameters) {
    CUfunc_st function = new CUfunc_st();
    assertEquals(0, cuModuleGetFunction(function, module, kernel));
    try (PointerPointer<Pointer> all = new PointerPointer<>(parameters)) {
      return cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, sharedBytes, null, all, null);
    }
  }

  private static BytePointer cubin(String source) {
    _nvrtcProgram program = program(source);
    int status = compile(program);
    assertEquals(0, status, log(program));
    try (SizeTPointer size = new SizeTPointer(1)) {
      assertEquals(0, nvrtcGetCUBINSize(program, size));
      BytePointer image = new BytePointer(size.get());
      assertEquals(0, nvrtcGetCUBIN(program, image));
      assertEquals(0, nvrtcDestroyProgram(program));
      return image;
    }
  }

  private static String failingLog(String source) {
    _nvrtcProgram program = program(source);
    assertEquals(NVRTC_ERROR_COMPILATION, compile(program));
    String log = log(program);
    assertEquals(0, nvrtcDestroyProgram(program));
    return log;
  }

  private static _nvrtcProgram program(String source) {
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(source);
        BytePointer name = new BytePointer("kernel.cu")) {
      assertEquals(0, nvrtcCreateProgram(program, text, name, 0, (PointerPointer) null, null));
    }
    return program;
  }

  private static int compile(_nvrtcProgram program) {
    try (PointerPointer<BytePointer> options =
        new PointerPointer<>("--gpu-architecture=sm_90", "-DUNUSED=1")) {
      return nvrtcCompileProgram(program, 2, options);
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      assertEquals(0, nvrtcGetProgramLogSize(program, size));
      byte[] log = new byte[(int) size.get()];
      assertEquals(0, nvrtcGetProgramLog(program, log));
      return new String(log, 0, log.length - 1);
    }
  }
}
