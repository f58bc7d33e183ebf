package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;

/** Floats in device memory, for tests. */
final class DeviceFloats implements AutoCloseable {

  private final FloatPointer pointer = new FloatPointer();
  private final int count;

  /** What the memory holds at first is undefined. */
  DeviceFloats(int count) {
    this.count = count;
    assertEquals(0, cudaMalloc(pointer, 4L * count));
  }

  DeviceFloats(float[] values) {
    this(values.length);
    try (FloatPointer host = new FloatPointer(values)) {
      assertEquals(0, cudaMemcpy(pointer, host, 4L * count, cudaMemcpyHostToDevice));
    }
  }

  /** Random values in [-1, 1). */
  static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  FloatPointer pointer() {
    return pointer;
  }

  float[] get() {
    float[] values = new float[count];
    try (FloatPointer host = new FloatPointer(count)) {
      assertEquals(0, cudaMemcpy(host, pointer, 4L * count, cudaMemcpyDeviceToHost));
      host.get(values);
    }
    return values;
  }

  @Override
  public void close() {
    assertEquals(0, cudaFree(pointer));
  }
}
