package org.sparkconvnet.cudnn;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.PlanException;

/**
 * A plan lowered to calls, and the device memory that they need. Made without a GPU; the same plan
 * prints the same program.
 *
 * @param update the rule's, empty where that is plain SGD, which descent does
 * @param copies what {@link Region#COPIES} holds
 * @param output the logits, float32
 * @param bytes of each region; {@link Region#SCRATCH} without what cuDNN's algorithms ask for
 */
record CudaProgram(
    Plan plan,
    Precision precision,
    List<CudaCall> forward,
    List<CudaCall> backward,
    List<CudaCall> descent,
    List<CudaCall> update,
    List<DropoutSeed> seeds,
    WeightCopies copies,
    Slot output,
    Map<Region, Long> bytes) {
  CudaProgram {
    forward = List.copyOf(forward);
    backward = List.copyOf(backward);
    descent = List.copyOf(descent);
    update = List.copyOf(update);
    seeds = List.copyOf(seeds);
    bytes = Map.copyOf(bytes);
    for (List<CudaCall> calls : List.of(forward, backward, descent, update)) {
      for (CudaCall call : calls) {
        call.check();
        for (Slot slot : call.slots()) {
          requireInside(call, slot, bytes);
        }
      }
    }
  }

  private static void requireInside(CudaCall call, Slot slot, Map<Region, Long> bytes) {
    if (slot.offset() + slot.bytes() > bytes.get(slot.region())) {
      throw new PlanException(
          call.name()
              + ": "
              + slot
              + ", "
              + slot.bytes()
              + " bytes, ends outside its region of "
              + bytes.get(slot.region())
              + " bytes");
    }
  }

  /** The calls of a training step or an inference, then memory by region. */
  String print() {
    StringBuilder text = new StringBuilder();
    if (precision != Precision.FP32) {
      text.append("precision ").append(precision.text()).append('\n');
    }
    append(text, "forward", forward);
    append(text, "backward", backward);
    append(text, "descent", descent);
    append(text, "update", update);
    text.append("memory\n");
    for (Region region : Region.values()) {
      if (bytes.get(region) > 0) {
        text.append("  ").append(region.name().toLowerCase(Locale.ROOT)).append(' ');
        text.append(bytes.get(region)).append(" bytes\n");
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String title, List<CudaCall> calls) {
    if (!calls.isEmpty()) {
      text.append(title).append('\n');
      calls.forEach(call -> text.append("  ").append(call).append('\n'));
    }
  }
}
