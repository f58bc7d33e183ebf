package org.sparkconvnet.cudnn;

import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.sparkconvnet.backend.BackendException;

/** One allocation on the GPU that holds every region of an executable. */
final class DeviceMemory implements AutoCloseable {
  private static final long ALIGNMENT = 256;
  private static final int MEGABYTE = 1 << 20;

  private final Map<Region, Long> offsets = new EnumMap<>(Region.class);
  private final Pointer base = new Pointer();
  private final long bytes;

  private DeviceMemory(Map<Region, Long> sizes) {
    long end = 0;
    for (Region region : Region.values()) {
      offsets.put(region, end);
      end += (sizes.get(region) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    bytes = end;
  }

  /** Allocates, after a look whether the GPU has so much free. */
  static DeviceMemory allocate(Map<Region, Long> sizes, String what) {
    DeviceMemory memory = new DeviceMemory(sizes);
    memory.requireFree(what);
    Status.runtime(
        cudart.cudaMalloc(memory.base, memory.bytes),
        () -> "allocating " + memory.bytes / MEGABYTE + " MB for " + what);
    return memory;
  }

  private void requireFree(String what) {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      Status.runtime(cudart.cudaMemGetInfo(free, total), () -> "cudaMemGetInfo");
      if (bytes > free.get()) {
        throw new BackendException(
            what
                + " needs "
                + bytes / MEGABYTE
                + " MB of the GPU's memory, of which "
                + free.get() / MEGABYTE
                + " of "
                + total.get() / MEGABYTE
                + " MB are free; give a smaller --batch");
      }
    }
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
