package org.sparkconvnet.cudnn;

import java.util.Locale;
import org.sparkconvnet.plan.PlanException;

/** A piece of device memory: where a call reads or writes. */
record Slot(String name, Region region, long offset, long bytes, ElementType type) {
  /** What every kernel and library call may count on. */
  static final long ALIGNMENT = Float.BYTES;

  /** Of float32. */
  Slot(String name, Region region, long offset, long bytes) {
    this(name, region, offset, bytes, ElementType.FLOAT32);
  }

  Slot {
    if (offset < 0 || bytes < 1 || offset % ALIGNMENT != 0) {
      throw new PlanException(
          "slot '" + name + "' of " + region + " at " + offset + ", " + bytes + " bytes");
    }
  }

  /** Throws unless the slot holds exactly so many numbers of its type. */
  static void require(String op, Slot slot, long numbers) {
    if (slot.bytes != slot.type.bytes() * numbers) {
      throw new PlanException(
          op + ": " + slot + " has " + slot.bytes + " bytes, not those of " + numbers + " numbers");
    }
  }

  /** {@code %conv1 arena+1024}, {@code %conv1:bf16 arena+512}. */
  @Override
  public String toString() {
    return "%" + name + type.mark() + " " + region.name().toLowerCase(Locale.ROOT) + "+" + offset;
  }
}
