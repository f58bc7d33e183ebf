package org.sparkconvnet.driver;

import org.sparkconvnet.network.ParameterLayout;

/** Where a run stands between two rounds: all that the rest of it depends on. */
final class RunState {
  final float[] parameters;
  final float[] velocity;
  final float[] state;

  /** What workers' optimisers keep. */
  OptimizerVectors optimizer = OptimizerVectors.NONE;

  /** What validation has brought about. */
  Judgement judgement = new Judgement();

  /**
   * Names what workers' rounding left on executors, {@link Residuals#NONE} for nothing: then the
   * state can be written down.
   */
  int residuals = Residuals.NONE;

  /** Rounds done. */
  long round;

  /** The epoch of the next step, from 0, and that step's number in it. */
  int epoch;

  int step;

  /** Over the rounds of this epoch. */
  long epochExamples;

  long epochCorrect;
  double epochLossSum;

  /** How the loss has moved over the run's rounds. */
  final LossBand band = new LossBand();

  /** Rollbacks made, and what they have multiplied learning rates by. */
  int rollbacks;

  double rateFactor = 1;

  /** Whether the run has just gone back to here, and not moved on since. */
  boolean retried;

  private RunState(float[] parameters, float[] velocity, float[] state) {
    this.parameters = parameters;
    this.velocity = velocity;
    this.state = state;
  }

  /** With these very vectors, and no running statistics. */
  static RunState of(float[] parameters, float[] velocity) {
    return new RunState(parameters, velocity, new float[0]);
  }

  static RunState empty(ParameterLayout layout) {
    int count = layout.parameterCount();
    return new RunState(new float[count], new float[count], new float[layout.stateCount()]);
  }

  /** The start of a run. */
  static RunState initial(ParameterLayout layout, TrainingSettings settings) {
    RunState state = empty(layout);
    System.arraycopy(
        layout.initialParameters(settings.seed()), 0, state.parameters, 0, state.parameters.length);
    System.arraycopy(layout.initialState(), 0, state.state, 0, state.state.length);
    state.optimizer = OptimizerVectors.initial(settings, layout);
    return state;
  }

  /** Counts a round of {@code steps} steps; starts a new epoch where this one is over. */
  void advance(int steps, int stepsPerEpoch) {
    round++;
    retried = false;
    step += steps;
    if (step == stepsPerEpoch) {
      epoch++;
      step = 0;
    }
  }

  void count(long examples, long correct, double lossSum) {
    if (step == 0) {
      epochExamples = 0;
      epochCorrect = 0;
      epochLossSum = 0;
    }
    epochExamples += examples;
    epochCorrect += correct;
    epochLossSum += lossSum;
  }

  /** The weights that a model is made of: the best where they are kept, else the last. */
  float[] finalParameters() {
    return judgement.bestEpoch() > 0 ? judgement.bestParameters() : parameters;
  }

  /** The running statistics that go with them. */
  float[] finalState() {
    return judgement.bestEpoch() > 0 ? judgement.bestState() : state;
  }

  double epochLoss() {
    return epochLossSum / epochExamples;
  }

  double epochAccuracy() {
    return (double) epochCorrect / epochExamples;
  }
}
