package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

class OuterStepTest {
  private static final int LENGTH = 100;
  private static final long[] EXAMPLES = {64, 63, 17};
  // Weights and velocity are each rounded to float once a round: half a unit in the last place of
  // values below 4 is 2^-23; over the rounds the errors of velocity pass into the weights 1/(1-mu)
  // fold at most.
  private static final int ROUNDS = 5;
  private static final double TOLERANCE = ROUNDS * 0x1p-23 * (1 + 1 / (1 - 0.9));

  @Test
  void followsTheFormulaWithMomentum() {
    check(0.9, false, 1);
  }

  @Test
  void followsTheFormulaWithNesterovMomentum() {
    check(0.9, true, 1);
  }

  @Test
  void followsTheFormulaWithAnOuterRate() {
    check(0.5, true, 0.7);
  }

  @Test
  void withoutMomentumItIsTheWeightedMean() {
    OuterStep step = OuterStep.averaging(1);
    float[] start = {1};
    step.add(start, new float[] {3}, 1);
    step.add(start, new float[] {7}, 3);
    float[] values = {1};
    step.apply(values, new float[1]);
    assertEquals(6, values[0]);
  }

  @Test
  void oneWorkerWithoutMomentumKeepsItsWeightsToTheBit() {
    RandomStream random = new RandomStream(3);
    float[] start = vector(random);
    float[] returned = vector(random);
    OuterStep step = OuterStep.averaging(LENGTH);
    step.add(start, returned, 64);
    float[] values = start.clone();
    step.apply(values, new float[LENGTH]);
    assertArrayEquals(returned, values);
  }

  private static void check(double momentum, boolean nesterov, double rate) {
    RandomStream random = new RandomStream(11);
    OuterStep step = new OuterStep(LENGTH, momentum, nesterov, rate);
    float[] values = vector(random);
    float[] velocity = new float[LENGTH];
    double[] w = new double[LENGTH];
    double[] v = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      w[i] = values[i];
    }
    for (int round = 0; round < ROUNDS; round++) {
      float[][] moves = {vector(random), vector(random), vector(random)};
      for (int worker = 0; worker < moves.length; worker++) {
        float[] returned = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
          returned[i] = values[i] + moves[worker][i] * 0.1f;
          moves[worker][i] = returned[i] - values[i];
        }
        step.add(values, returned, EXAMPLES[worker]);
      }
      step.apply(values, velocity);
      for (int i = 0; i < LENGTH; i++) {
        double delta =
            (64 * (double) moves[0][i] + 63 * (double) moves[1][i] + 17 * (double) moves[2][i])
                / 144;
        v[i] = momentum * v[i] + delta;
        w[i] += rate * (nesterov ? momentum * v[i] + delta : v[i]);
        assertEquals(w[i], values[i], TOLERANCE);
        assertEquals(v[i], velocity[i], TOLERANCE);
      }
    }
  }

  private static float[] vector(RandomStream random) {
    float[] vector = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      vector[i] = (float) (2 * random.nextDouble() - 1);
    }
    return vector;
  }
}
