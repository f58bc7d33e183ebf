package org.sparkconvnet.optimizer;

import java.io.Serializable;

/**
 * Limits of a minibatch's gradient, before any penalty is added to it: first each element is cut to
 * [-value, value], then the whole is scaled to a 2-norm of at most {@code norm} (Pascanu, Mikolov,
 * Bengio: On the difficulty of training recurrent neural networks, 2013).
 *
 * @param value 0 for no limit
 * @param norm over all parameters together, 0 for no limit
 */
public record Clipping(double value, double norm) implements Serializable {
  /** No limits. */
  public static final Clipping NONE = new Clipping(0, 0);

  public Clipping {
    Settings.requireNotNegative("clipping", "value", value);
    Settings.requireNotNegative("clipping", "norm", norm);
  }
}
