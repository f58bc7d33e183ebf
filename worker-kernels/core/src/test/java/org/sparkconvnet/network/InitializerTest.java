package org.sparkconvnet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.zoo.Zoo;

class InitializerTest {
  private static final int DRAWS = 200_000;
  private static final int FAN_IN = 75;
  private static final int FAN_OUT = 400;

  /** Uniform on (-b, b) has variance b^2/3. The estimate's relative deviation is below 1/300. */
  @ParameterizedTest
  @CsvSource({
    "uniform-fan-in, 0.0044444",
    "uniform-glorot, 0.0042105",
    "gaussian:0.01, 0.0001",
    "he, 0.0266667"
  })
  void meanIsZeroAndVarianceIsAsPublished(String text, double variance) {
    Initializer initializer = Initializer.parse(text);
    assertEquals(text, initializer.text());
    RandomStream random = new RandomStream(11);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float value = initializer.draw(random, FAN_IN, FAN_OUT);
      sum += value;
      squares += (double) value * value;
    }
    assertEquals(0, sum / DRAWS, 5 * Math.sqrt(variance / DRAWS));
    assertEquals(variance, squares / DRAWS, 5 * variance * Math.sqrt(2.0 / DRAWS));
  }

  @Test
  void uniformDrawsStayInTheirBound() {
    RandomStream random = new RandomStream(5);
    double bound = 1 / Math.sqrt(FAN_IN);
    for (int i = 0; i < DRAWS; i++) {
      assertTrue(Math.abs(new Initializer.UniformFanIn().draw(random, FAN_IN, 1)) <= bound);
    }
  }

  @Test
  void startingParametersDependOnTheSeedOnly() {
    ParameterLayout layout = ParameterLayout.of(Zoo.get("resnet20").network());
    assertArrayEquals(layout.initialParameters(3), layout.initialParameters(3));
    assertNotEquals(layout.initialParameters(3)[0], layout.initialParameters(4)[0]);
    Parameter scale = layout.get("stem.norm.scale");
    assertEquals(1f, layout.initialParameters(3)[scale.offset()]);
    assertEquals(1f, layout.initialState()[layout.get("stem.norm.running_variance").offset()]);
  }
}
