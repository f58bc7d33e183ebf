package org.sparkconvnet.cudnn;

/** The parts of an executable's device memory. */
enum Region {
  /** The flat parameter vector, in the order that {@link ParameterOrder} gives. */
  PARAMETERS,
  /** The flat gradient vector, in the same order. */
  GRADIENTS,
  /** The flat state vector: running statistics. */
  STATE,
  /** The minibatch as the host lays it, (N, C, H, W). */
  STAGING,
  /** The minibatch as kernels read it, (N, H, W, C). */
  INPUT,
  /** One int32 per example. */
  LABELS,
  /** What a loss compares with, float32 (N, classes), where it takes targets. */
  TARGETS,
  /** The plan's arena. */
  ARENA,
  /** Workspaces that do not fit the plan's arena. */
  EXTRA,
  /** What a call may overwrite while it runs. */
  SCRATCH,
  /** Numbers of one step: {@link StepValues}. */
  STEP,
  /** The descent's table of ranges: their ends, then whether each decays; int32. */
  RANGES,
  /** 16-bit copies of the weights, each on its own {@link WeightCopies#ALIGNMENT}. */
  WEIGHTS,
  /** Where the copies come from and go: {@link WeightCopies#table}. */
  COPIES,
  /** A convolution's 16-bit filter gradient before it is widened into {@link #GRADIENTS}. */
  FILTER_GRADIENT,
  /** The loss's scale and what became of it: {@link LossScale}. */
  SCALING,
  /** The state before a step that may have to be repeated. */
  KEPT_STATE,
  /** The optimiser's vectors, each as the parameters lie. */
  OPTIMIZER,
  /** The update's numbers of one step, float32. */
  COEFFICIENTS,
  /** The update's table of ranges: {@link UpdateLowering#table}. */
  RULE,
  /** Factors that norms decide, then sums of squares in double. */
  NORMS,
  /** Loss and hit of each example, then their totals: {@link LossSlots}. */
  LOSS
}
