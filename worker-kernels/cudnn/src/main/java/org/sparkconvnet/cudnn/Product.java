package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.plan.PlanException;

/**
 * A matrix product in cuBLAS's column-major terms: c[m,n] = op(a)[m,k] op(b)[k,n], summed in
 * float32. a and b are of one type; c is of the same or float32.
 *
 * @param transposeA op(a) is a's transpose
 * @param lda rows from one column of a to the next, as are ldb and ldc
 */
record Product(
    String name,
    boolean transposeA,
    boolean transposeB,
    int m,
    int n,
    int k,
    Slot a,
    int lda,
    Slot b,
    int ldb,
    Slot c,
    int ldc)
    implements CudaCall {
  @Override
  public List<Slot> slots() {
    return List.of(a, b, c);
  }

  @Override
  public void check() {
    if (a.type() != b.type() || c.type() != a.type() && c.type() != ElementType.FLOAT32) {
      throw new PlanException(
          name + ": a product of " + a.type() + " and " + b.type() + " as " + c.type());
    }
    Slot.require(name, a, (long) lda * (transposeA ? m : k));
    Slot.require(name, b, (long) ldb * (transposeB ? k : n));
    Slot.require(name, c, (long) ldc * n);
  }

  @Override
  public String toString() {
    return name
        + ": gemm "
        + c
        + " ["
        + m
        + ","
        + n
        + "] <- "
        + a
        + (transposeA ? "^T" : "")
        + " x "
        + b
        + (transposeB ? "^T" : "")
        + " over "
        + k;
  }
}
