package org.sparkconvnet.conformance;

import java.util.List;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.NormalizationOp;
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
    if (op instanceof ActivationOp.ReluForward relu) {
      equal(op, List.of(relu.x(), relu.y()));
    } else if (op instanceof ActivationOp.ReluBackward relu) {
      equal(op, List.of(relu.y(), relu.dy(), relu.dx()));
    } else if (op instanceof ActivationOp.ActivationForward activation) {
      equal(op, List.of(activation.x(), activation.y()));
    } else if (op instanceof ActivationOp.ActivationBackward activation) {
      equal(op, List.of(activation.value(), activation.dy(), activation.dx()));
    } else if (op instanceof ActivationOp.RadialBasisForward units) {
      equal(op, List.of(units.x(), units.y()));
    } else if (op instanceof ActivationOp.RadialBasisBackward units) {
      equal(op, List.of(units.x(), units.y(), units.dy(), units.dx()));
    } else if (op instanceof NormalizationOp.GroupNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof NormalizationOp.GroupNormBackward norm) {
      equal(op, List.of(norm.x(), norm.dy(), norm.dx()));
    } else if (op instanceof NormalizationOp.LocalResponseNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof NormalizationOp.LocalResponseNormBackward norm) {
      equal(op, List.of(norm.x(), norm.sums(), norm.dy(), norm.dx()));
    } else if (op instanceof DropoutOp.DropoutForward dropout) {
      equal(op, List.of(dropout.x(), dropout.y(), dropout.mask()));
    } else if (op instanceof DropoutOp.DropoutBackward dropout) {
      equal(op, List.of(dropout.dy(), dropout.mask(), dropout.dx()));
    } else if (op instanceof NormalizationOp.BatchNormForward norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof NormalizationOp.BatchNormBackward norm) {
      equal(op, List.of(norm.x(), norm.dy(), norm.dx()));
    } else if (op instanceof NormalizationOp.BatchNormInference norm) {
      equal(op, List.of(norm.x(), norm.y()));
    } else if (op instanceof JoiningOp.Sum sum) {
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
