package org.sparkconvnet.cudnn;

import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.OptimizerVisitor;

/** The kernel of each optimiser's formula. */
final class UpdateKernel implements OptimizerVisitor<Kernel> {
  @Override
  public Kernel sgd(Optimizer.Sgd optimizer) {
    return Kernel.SGD_UPDATE;
  }

  @Override
  public Kernel momentum(Optimizer.Momentum optimizer) {
    return Kernel.MOMENTUM_UPDATE;
  }

  @Override
  public Kernel nesterov(Optimizer.Nesterov optimizer) {
    return Kernel.NESTEROV_UPDATE;
  }

  @Override
  public Kernel averaged(Optimizer.Averaged optimizer) {
    return Kernel.AVERAGED_UPDATE;
  }

  @Override
  public Kernel adadelta(Optimizer.Adadelta optimizer) {
    return Kernel.ADADELTA_UPDATE;
  }

  @Override
  public Kernel rmsProp(Optimizer.RmsProp optimizer) {
    return Kernel.RMSPROP_UPDATE;
  }

  @Override
  public Kernel adam(Optimizer.Adam optimizer) {
    return Kernel.ADAM_UPDATE;
  }

  @Override
  public Kernel adamW(Optimizer.AdamW optimizer) {
    return Kernel.ADAM_UPDATE;
  }

  /** Momentum, whose kernel takes the rate's factor. */
  @Override
  public Kernel lars(Optimizer.Lars optimizer) {
    return Kernel.MOMENTUM_UPDATE;
  }
}
