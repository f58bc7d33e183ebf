package org.sparkconvnet.optimizer;

/**
 * The numbers of one update that are the same for every element, rounded to float32 once, so that
 * every backend's kernels take the same ones:
 *
 * <pre>
 * sgd                        rate
 * momentum, nesterov, lars   rate, mu
 * averaged                   rate / (1 - beta^t) or rate, beta, 1 - beta
 * adadelta, rmsprop          rate, rho, 1 - rho, epsilon
 * adam, adamw                rate / (1 - beta1^t), beta1, 1 - beta1, beta2, 1 - beta2,
 *                            1 / (1 - beta2^t), epsilon, rate
 * </pre>
 */
public final class StepCoefficients implements OptimizerVisitor<Void> {
  /** Room that any optimiser's coefficients have. */
  public static final int COUNT = 8;

  private final float[] values = new float[COUNT];
  private double rate;
  private long step;

  /**
   * The coefficients of an update; valid until the next call.
   *
   * @param rate the learning rate
   * @param step t, from 1
   */
  public float[] of(Optimizer optimizer, double rate, long step) {
    if (step < 1) {
      throw new IllegalArgumentException("updates count from 1, got " + step);
    }
    this.rate = rate;
    this.step = step;
    optimizer.accept(this);
    return values;
  }

  @Override
  public Void sgd(Optimizer.Sgd optimizer) {
    values[0] = (float) rate;
    return null;
  }

  @Override
  public Void momentum(Optimizer.Momentum optimizer) {
    return rateAnd(optimizer.momentum());
  }

  @Override
  public Void nesterov(Optimizer.Nesterov optimizer) {
    return rateAnd(optimizer.momentum());
  }

  @Override
  public Void lars(Optimizer.Lars optimizer) {
    return rateAnd(optimizer.momentum());
  }

  @Override
  public Void averaged(Optimizer.Averaged optimizer) {
    double beta = optimizer.beta();
    values[0] = (float) (optimizer.biasCorrection() ? rate / missing(beta) : rate);
    values[1] = (float) beta;
    values[2] = (float) (1 - beta);
    return null;
  }

  @Override
  public Void adadelta(Optimizer.Adadelta optimizer) {
    return squares(optimizer.rho(), optimizer.epsilon());
  }

  @Override
  public Void rmsProp(Optimizer.RmsProp optimizer) {
    return squares(optimizer.rho(), optimizer.epsilon());
  }

  @Override
  public Void adam(Optimizer.Adam optimizer) {
    return moments(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
  }

  @Override
  public Void adamW(Optimizer.AdamW optimizer) {
    return moments(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
  }

  private Void rateAnd(double momentum) {
    values[0] = (float) rate;
    values[1] = (float) momentum;
    return null;
  }

  private Void squares(double rho, double epsilon) {
    values[0] = (float) rate;
    values[1] = (float) rho;
    values[2] = (float) (1 - rho);
    values[3] = (float) epsilon;
    return null;
  }

  private Void moments(double beta1, double beta2, double epsilon) {
    values[0] = (float) (rate / missing(beta1));
    values[1] = (float) beta1;
    values[2] = (float) (1 - beta1);
    values[3] = (float) beta2;
    values[4] = (float) (1 - beta2);
    values[5] = (float) (1 / missing(beta2));
    values[6] = (float) epsilon;
    values[7] = (float) rate;
    return null;
  }

  /** 1 - beta^t: what an average of t numbers lacks that began at zero. */
  private double missing(double beta) {
    return 1 - StrictMath.pow(beta, step);
  }
}
