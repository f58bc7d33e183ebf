package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Dense layers as matrix products. cuBLAS counts columns first, so a row-major [rows, columns] is
 * its [columns, rows]. Over images the rows are (H, W, C), as {@link ParameterOrder} lays the
 * weights.
 */
final class DenseLowering {
  private final ProgramBuilder program;
  private final Sums sums;

  DenseLowering(ProgramBuilder program) {
    this.program = program;
    this.sums = new Sums(program);
  }

  /** y^T[K,N] = w[K,M] x^T[M,N]. */
  void forward(DenseOp.DenseForward op) {
    int batch = batch(op.x());
    int inputs = features(op.x());
    int outputs = features(op.y());
    boolean finished = op.activation() != null || op.b() != null;
    Slot y = program.slot(op.y());
    // In 16 bits the sums stay float32 until bias and ReLU are done, so that they are rounded once.
    boolean wide = finished && y.type().isHalf();
    Slot product = wide ? program.scratch(op.name() + ".sums", op.y().bytes()) : y;
    program.add(
        new Product(
            op.name(),
            true,
            false,
            outputs,
            batch,
            inputs,
            program.weight(op.w()),
            inputs,
            program.slot(op.x()),
            inputs,
            product,
            outputs));
    if (wide) {
      program.each(
          op.name(),
          Kernel.FINISH_PRODUCT,
          op.y().elements(),
          new Argument.At(product),
          program.at(op.b()),
          new Argument.At(y),
          new Argument.Int(outputs),
          new Argument.Int(op.relu() ? 1 : 0));
      Bias.activate(program, op.name(), op.y(), op.relu() ? null : op.activation());
    } else if (finished) {
      Bias.add(program, op.name(), op.y(), op.b(), op.activation());
    }
  }

  /** dw^T[M,K] = x^T[M,N] dy[N,K]. */
  void backwardWeights(DenseOp.DenseBackwardWeights op) {
    int inputs = features(op.x());
    int outputs = features(op.dy());
    program.add(
        new Product(
            op.name(),
            false,
            true,
            inputs,
            outputs,
            batch(op.x()),
            program.slot(op.x()),
            inputs,
            program.slot(op.dy()),
            outputs,
            program.slot(op.dw()),
            inputs));
    if (op.db() != null) {
      sums.columns(op.name(), op.dy(), program.slot(op.db()), 1);
    }
  }

  /** dx^T[M,N] = w^T[M,K] dy^T[K,N]. */
  void backwardData(DenseOp.DenseBackwardData op) {
    int inputs = features(op.dx());
    int outputs = features(op.dy());
    program.add(
        new Product(
            op.name(),
            false,
            false,
            inputs,
            batch(op.dy()),
            outputs,
            program.weight(op.w()),
            inputs,
            program.slot(op.dy()),
            outputs,
            program.slot(op.dx()),
            inputs));
  }

  private static int batch(Tensor tensor) {
    return tensor.dims().get(0);
  }

  private static int features(Tensor tensor) {
    return Math.toIntExact(tensor.elements() / batch(tensor));
  }
}
