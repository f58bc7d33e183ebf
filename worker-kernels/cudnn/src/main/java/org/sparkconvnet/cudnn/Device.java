package org.sparkconvnet.cudnn;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.cuda.global.cudart;
import org.sparkconvnet.backend.BackendException;

/**
 * A GPU.
 *
 * @param number CUDA's, from 0
 * @param major of the compute capability, as is {@code minor}
 */
record Device(int number, String name, int major, int minor, int multiprocessors) {
  private static final int NAME_BYTES = 256;
  private static final ThreadLocal<Device> IN_USE = new ThreadLocal<>();

  /** The GPU of a number, or an exception that says why there is none. */
  static Device numbered(int number) {
    List<Device> all = all();
    if (number >= all.size()) {
      throw new BackendException(
          "there is no GPU %d: CUDA numbers those of this machine from 0 to %d; Spark's discovery script must print such numbers, and CUDA_VISIBLE_DEVICES must leave them all"
              .formatted(number, all.size() - 1));
    }
    return all.get(number);
  }

  /** All GPUs, at least one, or an exception that says why there is none. */
  static List<Device> all() {
    int[] count = new int[1];
    Status.runtime(
        cudart.cudaGetDeviceCount(count), () -> "looking for a GPU (cudaGetDeviceCount)");
    if (count[0] == 0) {
      throw new BackendException(
          "the cuDNN backend needs a GPU: " + Remedy.of(cudart.cudaErrorNoDevice));
    }
    return IntStream.range(0, count[0]).mapToObj(Device::of).toList();
  }

  private static Device of(int number) {
    byte[] name = new byte[NAME_BYTES];
    int[] handle = new int[1];
    Status.driver(cudart.cuInit(0), () -> "cuInit");
    Status.driver(cudart.cuDeviceGet(handle, number), () -> "cuDeviceGet(" + number + ")");
    Status.driver(cudart.cuDeviceGetName(name, NAME_BYTES, handle[0]), () -> "cuDeviceGetName");
    return new Device(
        number,
        new String(name, java.nio.charset.StandardCharsets.UTF_8).split("\0", 2)[0],
        attribute(number, cudart.cudaDevAttrComputeCapabilityMajor),
        attribute(number, cudart.cudaDevAttrComputeCapabilityMinor),
        attribute(number, cudart.cudaDevAttrMultiProcessorCount));
  }

  private static int attribute(int device, int attribute) {
    int[] value = new int[1];
    Status.runtime(
        cudart.cudaDeviceGetAttribute(value, attribute, device),
        () -> "cudaDeviceGetAttribute(" + attribute + ")");
    return value[0];
  }

  /** Makes it the calling thread's device. */
  void use() {
    IN_USE.set(this);
    Status.runtime(cudart.cudaSetDevice(number), () -> "cudaSetDevice(" + number + ")");
  }

  /** The calling thread's device, for messages; null before {@link #use}. */
  static Device inUse() {
    return IN_USE.get();
  }

  /** Throws where the run-time compiler makes no code for this GPU. */
  void requireCompiler(List<String> architectures, String compiler) {
    if (!architectures.contains(architecture())) {
      throw new BackendException(
          toString()
              + " is "
              + architecture()
              + ", and "
              + compiler
              + " compiles for "
              + String.join(" ", architectures)
              + "; take a GPU or a CUDA release for which they meet, or choose --backend onednn to"
              + " compute on the CPU");
    }
  }

  /** {@code sm_90}. */
  String architecture() {
    return "sm_" + major + minor;
  }

  /** {@code NVIDIA H200, compute capability 9.0, 132 multiprocessors}. */
  @Override
  public String toString() {
    return name
        + ", compute capability "
        + major
        + "."
        + minor
        + ", "
        + multiprocessors
        + " multiprocessors";
  }
}
