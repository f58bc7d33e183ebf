package org.sparkconvnet.driver;

import java.util.Arrays;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.RateSweep;
import org.sparkconvnet.train.TrainingException;

/** Rounds at rising learning rates, on weights that nothing is done with afterwards. */
final class RateSearch {
  private static final double LOWEST = 1e-6;
  private static final double HIGHEST = 10;

  private final TrainingSettings settings;
  private final EpochLayout layout;
  private final Rounds rounds;

  RateSearch(TrainingSettings settings, EpochLayout layout, Rounds rounds) {
    this.settings = settings;
    this.layout = layout;
    this.rounds = rounds;
  }

  /** Sweeps from the weights of {@code state}; examples come as in training, in epochs. */
  RateSweep run(RunState state, int most) {
    RateSweep sweep = new RateSweep(LOWEST, HIGHEST, most);
    while (!sweep.isOver()) {
      int count = Math.min(settings.localSteps(), layout.steps() - state.step);
      long first = (long) state.epoch * layout.steps() + state.step;
      float[] rates = new float[count];
      Arrays.fill(rates, (float) sweep.rate());
      LocalSteps steps =
          new LocalSteps(state.epoch, state.step, first, rates, settings.update().outlivesRounds());
      try {
        Rounds.Outcome outcome = rounds.run(state, steps, () -> "");
        sweep.hear(outcome.lossSum() / outcome.examples());
      } catch (TrainingException diverged) { // a loss or a weight that is no number
        sweep.hear(Double.NaN);
      }
      state.advance(count, layout.steps());
    }
    return sweep;
  }
}
