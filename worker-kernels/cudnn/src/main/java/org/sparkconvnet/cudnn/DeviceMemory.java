package org.sparkconvnet.cudnn;

import java.util.Map;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** One allocation on the GPU that holds every region of an executable. */
final class DeviceMemory implements AutoCloseable {
  private static final int MEGABYTE = 1 << 20;

  private final Map<Region, Long> offsets;
  private final Pointer base = new Pointer();
  private final long bytes;

  private DeviceMemory(MemoryPlan plan) {
    offsets = plan.offsets();
    bytes = plan.total();
  }

  /** Allocates; {@link MemoryFit} has looked whether so much is free. */
  static DeviceMemory allocate(MemoryPlan plan, String what) {
    DeviceMemory memory = new DeviceMemory(plan);
    Status.runtime(
        cudart.cudaMalloc(memory.base, memory.bytes),
        () -> "allocating " + memory.bytes / MEGABYTE + " MB for " + what);
    return memory;
  }

  /** Where a slot lies; a null slot is a null pointer. */
  Pointer at(Slot slot) {
    return slot == null ? null : at(slot.region(), slot.offset());
  }

  Pointer at(Region region, long offset) {
    return new Address(base.address() + offsets.get(region) + offset);
  }

  /** The address as a number, 0 for a null slot. */
  long address(Slot slot) {
    return slot == null ? 0 : base.address() + offsets.get(slot.region()) + slot.offset();
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (!base.isNull()) {
      cudart.cudaFree(base);
      base.setNull();
    }
  }

  /** A pointer made of a number. */
  private static final class Address extends Pointer {
    private Address(long value) {
      super((Pointer) null);
      address = value;
    }
  }
}
