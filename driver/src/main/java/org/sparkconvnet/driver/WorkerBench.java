package org.sparkconvnet.driver;

import org.sparkconvnet.train.LocalTrainer;

/**
 * What one training task works with, kept between rounds: a trainer with its compiled plans, and
 * room for the weights and what the optimiser keeps.
 */
record WorkerBench(LocalTrainer trainer, float[] parameters, float[] state, float[] optimizer)
    implements AutoCloseable {
  @Override
  public void close() {
    trainer.close();
  }
}
