package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isTheMiddleOrTheMeanOfTheTwoThere() {
    assertEquals(7, Median.of(7));
    assertEquals(2, Median.of(6, 1, 2));
    assertEquals(2.5, Median.of(4, 1, 100, 1));
    assertEquals(Double.NaN, Median.of());
  }

  @Test
  void leavesItsValuesInTheirOrder() {
    double[] values = {3, 1, 2};
    Median.of(values);
    assertArrayEquals(new double[] {3, 1, 2}, values);
  }
}
