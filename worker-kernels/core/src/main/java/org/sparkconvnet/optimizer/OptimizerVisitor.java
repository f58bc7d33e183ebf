package org.sparkconvnet.optimizer;

/** One method for each optimiser, so that a new one fails to compile until it is handled. */
public interface OptimizerVisitor<R> {
  R sgd(Optimizer.Sgd optimizer);

  R momentum(Optimizer.Momentum optimizer);

  R nesterov(Optimizer.Nesterov optimizer);

  R averaged(Optimizer.Averaged optimizer);

  R adadelta(Optimizer.Adadelta optimizer);

  R rmsProp(Optimizer.RmsProp optimizer);

  R adam(Optimizer.Adam optimizer);

  R adamW(Optimizer.AdamW optimizer);

  R lars(Optimizer.Lars optimizer);
}
