package org.sparkconvnet.plan;

import java.util.List;
import org.sparkconvnet.network.Layer;

/**
 * One step of a plan. x, y are forward values, dx, dy the loss's derivatives with respect to them,
 * w and b parameters, dw and db their gradients. Every op overwrites what it writes. Formulas and
 * shapes are those of the {@link Layer} it comes from. The kinds of one family are in its file.
 */
public sealed interface Op
    permits ConvolutionOp,
        DenseOp,
        PoolingOp,
        ActivationOp,
        NormalizationOp,
        DropoutOp,
        JoiningOp,
        LossOp {
  /** Layer and direction, as in {@code conv1.forward}; unique within a plan. */
  String name();

  /** What the op reads. */
  List<Tensor> reads();

  /** What the op writes, whole, whatever was there. */
  List<Tensor> writes();

  /** Calls the visitor's method for this kind. */
  <R> R accept(OpVisitor<R> visitor);
}
