package org.sparkconvnet.cudnn;

import java.util.Locale;
import org.sparkconvnet.plan.PlanException;

/** A piece of device memory: where a call reads or writes. */
record Slot(String name, Region region, long offset, long bytes) {
  /** What every kernel and library call may count on. */
  static final long ALIGNMENT = Float.BYTES;

  Slot {
    if (offset < 0 || bytes < 1 || offset % ALIGNMENT != 0) {
      throw new PlanException(
          "slot '" + name + "' of " + region + " at " + offset + ", " + bytes + " bytes");
    }
  }

  /** Throws unless the slot holds exactly so many float32 numbers. */
  static void require(String op, Slot slot, long floats) {
    if (slot.bytes != Float.BYTES * floats) {
      throw new PlanException(
          op + ": " + slot + " has " + slot.bytes + " bytes, not those of " + floats + " numbers");
    }
  }

  /** {@code %conv1 arena+1024}. */
  @Override
  public String toString() {
    return "%" + name + " " + region.name().toLowerCase(Locale.ROOT) + "+" + offset;
  }
}
