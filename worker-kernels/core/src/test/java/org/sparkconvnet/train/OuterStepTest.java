package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** Longer than what one core does at a time, and not a multiple of it. */
  private static final int LONG = 300_001;

  @Test
  void bytesAreAddedAsTheirNumbersAre() {
    RandomStream random = new RandomStream(17);
    float[] start = vector(random, LONG);
    float[] first = vector(random, LONG);
    float[] second = vector(random, LONG);
    OuterStep numbers = new OuterStep(LONG, 0.9, true, 0.7);
    OuterStep bytes = new OuterStep(LONG, 0.9, true, 0.7);
    float[][] values = {start.clone(), start.clone()};
    float[][] velocities = {first.clone(), first.clone()};
    numbers.add(start, first, 3);
    numbers.add(start, second, 5);
    numbers.apply(values[0], velocities[0]);
    bytes.add(start, bytes(first, 8), 8, 3);
    bytes.add(start, bytes(second, 0), 0, 5);
    bytes.apply(values[1], velocities[1]);
    assertArrayEquals(values[0], values[1]);
    assertArrayEquals(velocities[0], velocities[1]);
    float[] alone = vector(new RandomStream(17), LONG); // element by element, on one core
    for (int i = 0; i < LONG; i++) {
      double delta = (3 * ((double) first[i] - start[i]) + 5 * ((double) second[i] - start[i])) / 8;
      double moved = 0.9 * first[i] + delta;
      assertEquals((float) (alone[i] + 0.7 * (0.9 * moved + delta)), values[0][i]);
      assertEquals((float) moved, velocities[0][i]);
    }
  }

  @Test
  void differencesAreAddedAsTheyAre() {
    OuterStep step = OuterStep.averaging(2);
    byte[] whole = bytes(new float[] {0.5f, -2}, 0);
    byte[] rounded = new byte[4];
    for (int i = 0; i < 2; i++) {
      short bits = Bf16.of(i == 0 ? 1.5f : 4);
      rounded[2 * i] = (byte) bits;
      rounded[2 * i + 1] = (byte) (bits >> 8);
    }
    step.addDeltas(whole, 0, 1);
    step.addBf16Deltas(rounded, 0, 3);
    float[] values = {10, 20};
    step.apply(values, new float[2]);
    assertArrayEquals(new float[] {11.25f, 22.5f}, values);
  }

  @Test
  void movingByARoundedMeanErrsByItsRounding() {
    RandomStream random = new RandomStream(19);
    float[] start = vector(random, LONG);
    float[] returned = vector(random, LONG);
    float[] velocity = vector(random, LONG);
    OuterStep whole = new OuterStep(LONG, 0.9, true, 0.7);
    whole.add(start, returned, 7);
    float[] expected = start.clone();
    whole.apply(expected, velocity.clone());
    OuterStep mean = OuterStep.averaging(LONG);
    mean.add(start, returned, 7);
    float[] moved = start.clone();
    new OuterStep(LONG, 0.9, true, 0.7).move(mean.mean(), 0, LONG, moved, velocity);
    for (int i = 0; i < LONG; i++) {
      double delta = Math.abs((double) returned[i] - start[i]);
      double error = 0x1p-24 * (0.7 * 1.9 * delta + 2 * Math.abs(expected[i])) * (1 + 1e-6);
      assertEquals(expected[i], moved[i], error);
    }
  }

  @Test
  void whatIsClearedDoesNotCount() {
    OuterStep step = OuterStep.averaging(1);
    step.add(new float[] {1}, new float[] {Float.NaN}, 4);
    step.clear();
    step.add(new float[] {1}, new float[] {3}, 1);
    float[] values = {1};
    step.apply(values, new float[1]);
    assertEquals(3, values[0]);
  }

  private static byte[] bytes(float[] vector, int offset) {
    byte[] bytes = new byte[offset + vector.length * Float.BYTES];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(offset)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(vector);
    return bytes;
  }

  private static float[] vector(RandomStream random, int length) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) (2 * random.nextDouble() - 1);
    }
    return vector;
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
    return vector(random, LENGTH);
  }
}
