package org.sparkconvnet.train;

import java.io.Serializable;

/**
 * What every worker does in one round.
 *
 * @param epoch from 0
 * @param first the first local step's number in its epoch
 * @param globalFirst the same over the whole run
 * @param rates the learning rate of each step
 * @param continues whether the optimiser goes on from an earlier round, or begins with this one
 */
public record LocalSteps(int epoch, int first, long globalFirst, float[] rates, boolean continues)
    implements Serializable {
  /** Number of steps. */
  public int count() {
    return rates.length;
  }
}
