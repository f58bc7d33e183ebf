package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkconvnet.plan.Tensor;

/**
 * The 16-bit copies of parameters that a step's convolutions and products read, made from the
 * float32 ones by one launch at the step's start. Each copy starts on 64 bytes, since tensor cores
 * ask for 16 (the flat vector promises 4).
 *
 * @param copies in the order of first use; empty in float32
 */
record WeightCopies(List<Copy> copies, ElementType type) {
  /** Of each copy, in bytes. */
  static final long ALIGNMENT = 64;

  /**
   * One parameter's copy.
   *
   * @param source where the parameter starts in the flat vector, counted in numbers
   * @param target where its copy starts in {@link Region#WEIGHTS}, counted in numbers
   */
  record Copy(String name, int source, int target, int count) {}

  WeightCopies {
    copies = List.copyOf(copies);
  }

  /** No copies. */
  static WeightCopies none(ElementType type) {
    return new WeightCopies(List.of(), type);
  }

  /** These and one of {@code parameter}, if it is not among them. */
  WeightCopies with(Tensor parameter) {
    if (find(parameter).isPresent()) {
      return this;
    }
    List<Copy> more = new ArrayList<>(copies);
    int target = Math.toIntExact(bytes() / type.bytes());
    int count = Math.toIntExact(parameter.elements());
    more.add(new Copy(parameter.name(), parameter.offset(), target, count));
    return new WeightCopies(more, type);
  }

  /** Where a parameter's copy lies. */
  Slot slot(Tensor parameter) {
    Copy copy = find(parameter).orElseThrow();
    long size = type.bytes();
    return new Slot(copy.name, Region.WEIGHTS, size * copy.target, size * copy.count, type);
  }

  private Optional<Copy> find(Tensor parameter) {
    return copies.stream().filter(copy -> copy.source == parameter.offset()).findFirst();
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** What {@link Region#COPIES} holds: ends in numbers copied, sources, targets; int32. */
  int[] table() {
    int ranges = copies.size();
    int[] table = new int[3 * ranges];
    int end = 0;
    for (int i = 0; i < ranges; i++) {
      Copy copy = copies.get(i);
      end = Math.addExact(end, copy.count);
      table[i] = end;
      table[ranges + i] = copy.source;
      table[2 * ranges + i] = copy.target;
    }
    return table;
  }

  /** Bytes of the table. */
  long tableBytes() {
    return 3L * Integer.BYTES * copies.size();
  }

  /** Bytes of the copies. */
  long bytes() {
    if (copies.isEmpty()) {
      return 0;
    }
    Copy last = copies.get(copies.size() - 1);
    return aligned((long) type.bytes() * (last.target + last.count));
  }

  /** Makes all copies. */
  CudaCall call(int parameters) {
    int count = table()[copies.size() - 1];
    return Launch.each(
        "weights",
        Kernel.COPY_WEIGHTS,
        count,
        List.of(
            new Argument.At(
                new Slot("parameters", Region.PARAMETERS, 0, (long) Float.BYTES * parameters)),
            new Argument.At(new Slot("weights", Region.WEIGHTS, 0, bytes(), type)),
            new Argument.At(new Slot("copies", Region.COPIES, 0, tableBytes(), ElementType.OTHER)),
            new Argument.Int(copies.size())));
  }
}
