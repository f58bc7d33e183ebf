package org.sparkconvnet.plan;

/**
 * Arithmetic and memory traffic of an op or a plan, from its shapes alone. A multiply-add counts
 * two floating-point operations; padding counts as if it were multiplied, as is usual; elementwise
 * ops, normalisations and poolings count one per element and tap.
 *
 * @param flops floating-point operations
 * @param bytes float32 bytes read and written once each
 */
public record Cost(long flops, long bytes) {
  /** Nothing. */
  public static final Cost ZERO = new Cost(0, 0);

  /** The cost of one op. */
  public static Cost of(Op op) {
    long bytes = 0;
    for (Tensor read : op.reads()) {
      bytes += read.bytes();
    }
    for (Tensor written : op.writes()) {
      bytes += written.bytes();
    }
    return new Cost(op.accept(new FlopCount()), bytes);
  }

  /** The cost of one step of a plan. */
  public static Cost of(Plan plan) {
    return plan.ops().stream().map(Cost::of).reduce(ZERO, Cost::plus);
  }

  public Cost plus(Cost other) {
    return new Cost(flops + other.flops, bytes + other.bytes);
  }
}
