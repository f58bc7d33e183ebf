package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

class GaussianTableTest {
  private static final int COUNT = 1_000_003;

  /** Bounds are 5 standard errors: of z 1/sqrt(n), of z^2 sqrt(2/n), of z^3 sqrt(15/n). */
  @Test
  void momentsAreThoseOfTheNormalDistribution() {
    float[] values = new float[COUNT];
    GaussianTable.addNoise(values, 0, COUNT, 1, new RandomStream(11));
    double[] moments = new double[5];
    int withinOne = 0;
    for (float value : values) {
      for (int power = 1; power < moments.length; power++) {
        moments[power] += StrictMath.pow(value, power) / COUNT;
      }
      withinOne += Math.abs(value) < 1 ? 1 : 0;
    }
    double unit = 5 / Math.sqrt(COUNT);
    assertEquals(0, moments[1], unit);
    assertEquals(1, moments[2], unit * Math.sqrt(2));
    assertEquals(0, moments[3], unit * Math.sqrt(15));
    assertEquals(3, moments[4], 0.05); // the tails beyond 3.7 are missing
    assertEquals(0.6827, (double) withinOne / COUNT, unit * 0.5 + 1.0 / 4096);
  }

  @Test
  void addsToTheGivenRangeOnly() {
    for (int count = 0; count < 13; count++) {
      float[] values = new float[16];
      GaussianTable.addNoise(values, 2, count, 0.5f, new RandomStream(1));
      for (int i = 0; i < values.length; i++) {
        assertEquals(i >= 2 && i < 2 + count, values[i] != 0, "count " + count + ", value " + i);
      }
    }
  }

  @Test
  void scalesWithTheStandardDeviation() {
    float[] one = new float[100];
    float[] two = new float[100];
    GaussianTable.addNoise(one, 0, 100, 1, new RandomStream(7));
    GaussianTable.addNoise(two, 0, 100, 2, new RandomStream(7));
    for (int i = 0; i < 100; i++) {
      one[i] *= 2;
    }
    assertArrayEquals(one, two);
  }
}
