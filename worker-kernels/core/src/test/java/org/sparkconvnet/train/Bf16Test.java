package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

class Bf16Test {
  @Test
  void whatHasEightBitsStaysAsItIs() {
    for (float value : new float[] {0, -0f, 1, -1.5f, 255, 0x1.02p-100f, 0x1p-133f}) {
      assertEquals(value, Bf16.toFloat(Bf16.of(value)));
    }
  }

  @Test
  void tiesGoToTheEvenNeighbour() {
    assertEquals(1f, Bf16.toFloat(Bf16.of(0x1.01p0f)));
    assertEquals(0x1.04p0f, Bf16.toFloat(Bf16.of(0x1.03p0f)));
    assertEquals(0x1.02p0f, Bf16.toFloat(Bf16.of(0x1.010002p0f)));
    assertEquals(-0x1.02p0f, Bf16.toFloat(Bf16.of(-0x1.02fffep0f)));
  }

  @Test
  void roundingErrsByHalfAUnitAtMost() {
    RandomStream random = new RandomStream(5);
    for (int i = 0; i < 10_000; i++) {
      float value = (float) ((random.nextDouble() - 0.5) * Math.scalb(1.0, i % 200 - 100));
      double error = Math.abs((double) value - Bf16.toFloat(Bf16.of(value)));
      assertTrue(error <= Math.abs(value) * 0x1p-8, value + " errs by " + error);
    }
  }

  @Test
  void whatIsNotFiniteStaysSo() {
    assertTrue(Float.isNaN(Bf16.toFloat(Bf16.of(Float.NaN))));
    assertTrue(Float.isNaN(Bf16.toFloat(Bf16.of(Float.intBitsToFloat(0x7F800001)))));
    assertEquals(Float.NEGATIVE_INFINITY, Bf16.toFloat(Bf16.of(Float.NEGATIVE_INFINITY)));
    assertEquals(Float.POSITIVE_INFINITY, Bf16.toFloat(Bf16.of(Float.MAX_VALUE)));
  }
}
