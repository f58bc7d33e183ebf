package org.sparkconvnet.cudnn;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** Copies between arrays and device memory through one pinned buffer; each waits for its end. */
final class Transfers implements AutoCloseable {
  private final DeviceContext context;
  private final DeviceMemory memory;
  private final Pointer pinned = new Pointer();
  private final FloatPointer floats;
  private final IntPointer ints;
  private final LongPointer longs;
  private final DoublePointer doubles;
  private final long bytes;

  Transfers(DeviceContext context, DeviceMemory memory, long bytes) {
    this.context = context;
    this.memory = memory;
    this.bytes = bytes;
    Status.runtime(
        cudart.cudaMallocHost(pinned, bytes), () -> "allocating " + bytes + " pinned bytes");
    floats = new FloatPointer(pinned);
    ints = new IntPointer(pinned);
    longs = new LongPointer(pinned);
    doubles = new DoublePointer(pinned);
  }

  long bytes() {
    return bytes;
  }

  void write(Region region, float[] source) {
    floats.put(source);
    toDevice(region, 0, (long) Float.BYTES * source.length);
  }

  void write(Region region, int[] source) {
    ints.put(source);
    toDevice(region, 0, (long) Integer.BYTES * source.length);
  }

  void write(Region region, long offset, long[] source) {
    longs.put(source);
    toDevice(region, offset, (long) Long.BYTES * source.length);
  }

  void write(Slot slot, float first, float second) {
    floats.put(first, second);
    toDevice(slot.region(), slot.offset(), 2L * Float.BYTES);
  }

  /** Within the device. */
  void copy(Region from, Region to, long count) {
    copy(memory.at(to, 0), memory.at(from, 0), count, cudart.cudaMemcpyDeviceToDevice);
  }

  void write(Slot slot, float[] source) {
    floats.put(source);
    toDevice(slot.region(), slot.offset(), (long) Float.BYTES * source.length);
  }

  void read(Region region, float[] target) {
    toHost(region, 0, (long) Float.BYTES * target.length);
    floats.get(target);
  }

  void read(Slot slot, float[] target) {
    toHost(slot.region(), slot.offset(), (long) Float.BYTES * target.length);
    floats.get(target);
  }

  double readDouble(Slot slot) {
    toHost(slot.region(), slot.offset(), Double.BYTES);
    return doubles.get();
  }

  int readInt(Slot slot) {
    toHost(slot.region(), slot.offset(), Integer.BYTES);
    return ints.get();
  }

  private void toDevice(Region region, long offset, long count) {
    copy(memory.at(region, offset), pinned, count, cudart.cudaMemcpyHostToDevice);
  }

  private void toHost(Region region, long offset, long count) {
    copy(pinned, memory.at(region, offset), count, cudart.cudaMemcpyDeviceToHost);
  }

  private void copy(Pointer to, Pointer from, long count, int kind) {
    if (count == 0) {
      return;
    }
    Status.runtime(
        cudart.cudaMemcpyAsync(to, from, count, kind, context.stream()),
        () -> "copying " + count + " bytes");
    context.await();
  }

  @Override
  public void close() {
    if (!pinned.isNull()) {
      cudart.cudaFreeHost(pinned);
      pinned.setNull();
    }
  }
}
