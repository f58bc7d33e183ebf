package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.PlanException;
import org.sparkconvnet.plan.Tensor;

/**
 * Ops that work element by element need operands of equal dims, not merely of equal size: a backend
 * may hold (N, C, H, W) and (N, C*H*W) in different orders.
 */
final class ElementwiseShapes {
  private ElementwiseShapes() {}

  /** Throws where an elementwise op's operands differ in dims. */
  static void check(Op op) {
    if (op instanceof Op.ReluForward relu) {
      equal(op, List.of(relu.x(), relu.y()));
    } else if (op instanceof Op.ReluBackward relu) {
      equal(op, List.of(relu.y(), relu.dy(), relu.dx()));
    } else if (op instanceof Op.ActivationForward activation) {
      equal(op, List.of(activation.x(), activation.y()));
    } else if (op instanceof Op.ActivationBackward activation) {
      equal(op, List.of(activation.value(), activation.dy(), activation.dx()));
    } else if (op instanceof Op.RadialBasisForward units) {
      equal(op, List.of(units.x(), units.y()));
    } else if (op instanceof Op.RadialBasisBackward units) {
      equal(op, List.of(units.x(), units.y(), units.dy(), units.dx()));
    } else if (op instanceof Op.GroupNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof Op.GroupNormBackward norm) {
      equal(op, List.of(norm.x(), norm.dy(), norm.dx()));
    } else if (op instanceof Op.LocalResponseNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof Op.LocalResponseNormBackward norm) {
      equal(op, List.of(norm.x(), norm.sums(), norm.dy(), norm.dx()));
    } else if (op instanceof Op.DropoutForward dropout) {
      equal(op, List.of(dropout.x(), dropout.y(), dropout.mask()));
    } else if (op instanceof Op.DropoutBackward dropout) {
      equal(op, List.of(dropout.dy(), dropout.mask(), dropout.dx()));
    } else if (op instanceof Op.BatchNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof Op.BatchNormBackward norm) {
      equal(op, List.of(norm.x(), norm.dy(), norm.dx()));
    } else if (op instanceof Op.BatchNormInference norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof Op.Sum sum) {
      equal(op, sum.terms());
      equal(op, List.of(sum.terms().get(0), sum.y()));
    }
  }

  private static void equal(Op op, List<Tensor> operands) {
    for (Tensor operand : operands) {
      if (!operand.dims().equals(operands.get(0).dims())) {
        throw new PlanException(
            op.name() + ": " + operand + " is " + operand.dims() + ", not as " + operands.get(0));
      }
    }
  }
}
